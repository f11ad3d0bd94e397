// What a user did wrong, as a value. It is printed in one layout everywhere:
//
//     error: close_rate is a percentage, not money              message
//       set close_rate 4 USD                                    place.text
//                      ^^^^^ money                              place, mark
//       close_rate is the share of leads that become customers  why
//       try: set close_rate 4%                                  hint
//
// The layout itself is the renderer's; here is only what it says.

/// The only error type: anything a user can do wrong, said in the user's words.
public struct Diagnostic: Error, Equatable, Sendable {
  /// One sentence without "error:".
  public var message: Phrase
  /// The line and the part of it that is wrong.
  public var place: Place?
  /// A word or two under the marks.
  public var mark: Phrase?
  /// Why it is wrong, where that needs saying.
  public var why: [Phrase]
  /// What to type instead; where the mistake has several readings, each of them, with `between` between them.
  public var hint: String?
  /// Further complaints found in the same go (an agreement reports all of its faults together).
  public var more: [Diagnostic]

  public init(
    _ message: Phrase, at place: Place? = nil, mark: Phrase? = nil, why: Phrase..., hint: String? = nil,
    more: [Diagnostic] = []
  ) {
    self.message = message
    self.place = place
    self.mark = mark
    self.why = why
    self.hint = hint
    self.more = more
  }

  /// One diagnostic for many: the first, carrying the others. Nil when there are none.
  public static func together(_ all: [Diagnostic]) -> Diagnostic? {
    guard var first = all.first else { return nil }
    first.more += all.dropFirst()
    return first
  }

  /// This one and all it carries, in order.
  public var all: [Diagnostic] { [with { $0.more = [] }] + more.flatMap(\.all) }

  /// A copy, changed.
  public func with(_ change: (inout Diagnostic) -> Void) -> Diagnostic {
    var copy = self
    change(&copy)
    return copy
  }

  /// What stands between the readings of a hint.
  public static let between = "   ·   "

  /// A hint of several readings.
  public static func hint(_ readings: [String]) -> String? {
    readings.isEmpty ? nil : readings.joined(separator: between)
  }

  /// The readings of the hint, one where there is nothing to choose.
  public var readings: [String] {
    guard let hint else { return [] }
    var readings: [String] = []
    var rest = hint[...]
    while let next = rest.range(of: Diagnostic.between) {
      readings.append(String(rest[..<next.lowerBound]))
      rest = rest[next.upperBound...]
    }
    return readings + [String(rest)]
  }

  /// The complaint with every reading of its hint changed.
  public func hinting(_ change: (String) -> String) -> Diagnostic {
    with { $0.hint = Diagnostic.hint(readings.map(change)) }
  }

  /// The same complaint with a place, where it has none yet.
  public func placed(_ place: @autoclosure () -> Place) -> Diagnostic {
    self.place == nil ? with { $0.place = place() } : self
  }
}

extension Substring {
  /// Where a text first stands in this one (without Foundation).
  fileprivate func range(of wanted: String) -> Range<Index>? {
    guard let first = wanted.first else { return nil }
    var at = firstIndex(of: first)
    while let start = at {
      if self[start...].hasPrefix(wanted) { return start..<index(start, offsetBy: wanted.count) }
      at = self[index(after: start)...].firstIndex(of: first)
    }
    return nil
  }
}
