// The system's zone files: where they are, their binary form, and the rule at their end:
//
//     CET-1CEST,M3.5.0,M10.5.0/3     one hour east, summer time from the last Sunday of March at 2:00
//                                    to the last Sunday of October at 3:00

import Calc
import Glibc

extension Zone {
  private static let folder = "/usr/share/zoneinfo"

  /// The bytes of a zone's file, nil where there is none.
  static func file(_ name: String) -> [UInt8]? {
    let isName = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"),
        UInt8(ascii: "/"):
        true
      default: false
      }
    }
    guard isName, !name.isEmpty, name.utf8.count < 100, !name.hasPrefix("/") else { return nil }
    return bytes("\(folder)/\(name)")
  }

  /// The names of the zones that people live in, from the system's table of them.
  static func all() -> [String] {
    let table = bytes("\(folder)/zone.tab").map { String(decoding: $0, as: UTF8.self) } ?? ""
    let rows = table.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { $0.split(separator: "\t") }
    return rows.compactMap { $0.count > 2 ? String($0[2]) : nil } + ["UTC"]
  }

  /// A small file; nil where it cannot be read.
  private static func bytes(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    // The largest zone has 4 KB, the table of all 19.
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(file, &bytes, bytes.count)
    return count > 0 ? Array(bytes[..<count]) : nil
  }

  /// A zone from the content of its file; nil where that is not one.
  init?(name: String, file: [UInt8]) {
    var reader = ZoneFileReader(bytes: file)
    guard let first = reader.header() else { return nil }
    var header = first
    var width = 4
    if header.version >= UInt8(ascii: "2") {
      // The first block has 32 bits, for readers of long ago.
      reader.at += header.size(width: 4)
      guard let second = reader.header() else { return nil }
      (header, width) = (second, 8)
    }
    guard let body = reader.body(header, width: width) else { return nil }
    var (transitions, offsets) = body
    if let rule = ZoneRule(reader.footer()) {
      rule.extend(&transitions, &offsets)
    }
    self.init(name: name, transitions: transitions, offsets: offsets)
  }
}

private struct ZoneFileReader {
  struct Header {
    var version: UInt8
    var counts: [Int]

    /// Bytes of the block behind it.
    func size(width: Int) -> Int {
      let (utc, standard, leaps, times, types, letters) =
        (counts[0], counts[1], counts[2], counts[3], counts[4], counts[5])
      return times * (width + 1) + types * 6 + letters + leaps * (width + 4) + standard + utc
    }
  }

  let bytes: [UInt8]
  var at = 0

  mutating func header() -> Header? {
    guard at + 44 <= bytes.count, bytes[at..<at + 4].elementsEqual("TZif".utf8) else { return nil }
    let counts = (0..<6).map { number(at + 20 + 4 * $0, 4) }
    let version = bytes[at + 4]
    guard counts.allSatisfy({ (0...100_000).contains($0) }) else { return nil }
    at += 44
    return Header(version: version, counts: counts)
  }

  mutating func body(_ header: Header, width: Int) -> (transitions: [Int], offsets: [Int])? {
    let (times, types) = (header.counts[3], header.counts[4])
    guard types > 0, at + header.size(width: width) <= bytes.count else { return nil }
    let kinds = at + times * width
    let offsetOf = (0..<types).map { number(kinds + times + 6 * $0, 4) }
    var (transitions, offsets) = ([Int](), [offsetOf[0]])
    for place in 0..<times {
      let kind = Int(bytes[kinds + place])
      let moment = number(at + place * width, width)
      guard kind < types, moment > transitions.last ?? .min, offsetOf[kind].magnitude < 200_000 else { return nil }
      transitions.append(moment)
      offsets.append(offsetOf[kind])
    }
    at += header.size(width: width)
    return (transitions, offsets)
  }

  func footer() -> String {
    guard at < bytes.count, bytes[at] == 0x0A else { return "" }
    return String(decoding: bytes[(at + 1)...].prefix { $0 != 0x0A }, as: UTF8.self)
  }

  private func number(_ start: Int, _ width: Int) -> Int {
    let bits = bytes[start..<start + width].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return width == 4 ? Int(Int32(truncatingIfNeeded: bits)) : Int(truncatingIfNeeded: bits)
  }
}

/// Summer time as POSIX writes it in the variable TZ.
private struct ZoneRule {
  /// When clocks change: a week and day of a month (`M3.5.0`), or a day of the year (`J60`, `59`).
  enum Change {
    case week(month: Int, week: Int, weekday: Int)
    case day(Int, countsLeapDay: Bool)
  }

  var standard: Int
  var summer: Int
  var starts: (Change, time: Int)
  var ends: (Change, time: Int)

  /// Nil where clocks never change.
  init?(_ text: String) {
    var parser = Parser(rest: Array(text.utf8)[...])
    guard parser.skipName(), let west = parser.time(), parser.skipName() else { return nil }
    standard = -west
    summer = parser.rest.first == UInt8(ascii: ",") ? standard + 3600 : -(parser.time() ?? west)
    guard let starts = parser.change(), let ends = parser.change() else { return nil }
    (self.starts, self.ends) = (starts, ends)
  }

  /// Writes the rule out behind the last transition, up to the end of what is plausible.
  func extend(_ transitions: inout [Int], _ offsets: inout [Int]) {
    let last = transitions.last ?? .min
    let years =
      Day(number: Instant.plausible.lowerBound).civil.year...Day(number: Instant.plausible.upperBound).civil.year
    var changes: [(moment: Int, offset: Int)] = []
    for year in years {
      changes.append((moment(starts, year) - standard, summer))
      changes.append((moment(ends, year) - summer, standard))
    }
    for change in changes.sorted(by: { $0.moment < $1.moment }) where change.moment > last {
      transitions.append(change.moment)
      offsets.append(change.offset)
    }
  }

  private func moment(_ change: (Change, time: Int), _ year: Int) -> Int {
    day(change.0, year) * 86_400 + change.time
  }

  private func day(_ change: Change, _ year: Int) -> Int {
    let newYear = Day(year: year, month: 1, day: 1)?.number ?? 0
    switch change {
    case .week(let month, let week, let weekday):
      let first = Day(year: year, month: month, day: 1)?.number ?? newYear
      let next = month == 12 ? Day(year: year + 1, month: 1, day: 1) : Day(year: year, month: month + 1, day: 1)
      var day = first + (weekday - (first + 4) % 7 + 7) % 7 + 7 * (week - 1)
      while day >= next?.number ?? .max { day -= 7 }
      return day
    case .day(let number, true): return newYear + number
    case .day(let number, false):
      let isLeap = Day(year: year, month: 2, day: 29) != nil
      return newYear + number - 1 + (isLeap && number >= 60 ? 1 : 0)
    }
  }

  private struct Parser {
    var rest: ArraySlice<UInt8>

    mutating func skip(_ byte: UInt8) -> Bool {
      guard rest.first == byte else { return false }
      rest = rest.dropFirst()
      return true
    }

    mutating func skipName() -> Bool {
      let before = rest.count
      if skip(UInt8(ascii: "<")) {
        rest = rest.drop { $0 != UInt8(ascii: ">") }.dropFirst()
      } else {
        rest = rest.drop { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
      }
      return rest.count < before
    }

    mutating func number() -> Int? {
      let digits = rest.prefix { $0 &- 0x30 < 10 }
      rest = rest.dropFirst(digits.count)
      return Int(digits: digits)
    }

    /// `-1:30`, in seconds.
    mutating func time() -> Int? {
      let sign = skip(UInt8(ascii: "-")) ? -1 : 1
      _ = skip(UInt8(ascii: "+"))
      guard var seconds = number().map({ $0 * 3600 }) else { return nil }
      for unit in [60, 1] where skip(UInt8(ascii: ":")) { seconds += (number() ?? 0) * unit }
      return sign * seconds
    }

    mutating func change() -> (Change, time: Int)? {
      guard skip(UInt8(ascii: ",")) else { return nil }
      let change: Change
      if skip(UInt8(ascii: "M")) {
        guard let month = number(), (1...12).contains(month), skip(UInt8(ascii: ".")), let week = number(),
          (1...5).contains(week), skip(UInt8(ascii: ".")), let weekday = number(), weekday < 7
        else { return nil }
        change = .week(month: month, week: week, weekday: weekday)
      } else {
        let isJulian = skip(UInt8(ascii: "J"))
        guard let day = number(), day <= 366 else { return nil }
        change = .day(day, countsLeapDay: !isJulian)
      }
      return (change, time: skip(UInt8(ascii: "/")) ? time() ?? 7200 : 7200)
    }
  }
}
