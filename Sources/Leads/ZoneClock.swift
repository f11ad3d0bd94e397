// Local times made moments, row after row: they are nearly all of the same half-year, so that the offset found last is
// tried first.

/// A zone with the stretch of local time that was looked up last.
struct ZoneClock: Sendable {
  let zone: Zone
  private var from = Int.max
  private var until = Int.min
  private var offset = 0

  init(_ zone: Zone) { self.zone = zone }

  /// The moment that a local time names, in seconds since 1970.
  @inline(__always)
  mutating func seconds(local: Int) -> Int {
    if local >= from, local < until { return local - offset }
    let place = zone.place(ofLocal: local)
    offset = zone.offsets[place]
    from = place > 0 ? zone.passed(place - 1) : .min
    until = place < zone.transitions.count ? zone.passed(place) : .max
    return local - offset
  }

  /// The second moment that a local time names, where clocks were set back and it came twice.
  func secondsAgain(local: Int) -> Int? {
    let place = zone.place(ofLocal: local)
    guard place < zone.transitions.count, local >= zone.transitions[place] + zone.offsets[place + 1] else { return nil }
    return local - zone.offsets[place + 1]
  }
}

extension Zone {
  /// The local time from which on a transition has passed, by the clocks before and after it.
  func passed(_ place: Int) -> Int { transitions[place] + max(offsets[place], offsets[place + 1]) }
}
