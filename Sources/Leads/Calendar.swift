// Months and days as agreements and exports count them: civil dates without clocks or zones, by arithmetic alone.
// (Days are counted from 1970-01-01; the conversion follows from 400 years having 146,097 days.)

/// A month of a year.
public struct Month: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Months since January of year 0.
  public var number: Int

  public init(number: Int) { self.number = number }

  public init?(year: Int, month: Int) {
    guard (1...12).contains(month), (1900...2999).contains(year) else { return nil }
    number = year * 12 + month - 1
  }

  /// Reads `2026-07`.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 7, bytes[4] == 0x2D, let year = Int(digits: bytes[0..<4]),
      let month = Int(digits: bytes[5..<7])
    else { return nil }
    self.init(year: year, month: month)
  }

  public var year: Int { number / 12 }
  /// 1 to 12.
  public var month: Int { number % 12 + 1 }
  public var description: String { "\(padded(year, 4))-\(padded(month, 2))" }
  public var first: Day { Day(year: year, month: month, day: 1) ?? Day(number: 0) }
  public var dayCount: Int { Month(number: number + 1).first.number - first.number }
  public static func < (a: Month, b: Month) -> Bool { a.number < b.number }

  /// English names, for labels that are typed or shown.
  public static let names = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December"
  ]
  /// "Jul"
  public var short: String { String(Month.names[month - 1].prefix(3)) }
}

/// A day of the calendar.
public struct Day: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Days since 1970-01-01.
  public var number: Int

  public init(number: Int) { self.number = number }

  public init?(year: Int, month: Int, day: Int) {
    guard (1...12).contains(month), (1...31).contains(day) else { return nil }
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    number = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    guard civil == (year, month, day) else { return nil }
  }

  /// Reads `2026-08-17`.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D, let year = Int(digits: bytes[0..<4]),
      let month = Int(digits: bytes[5..<7]), let day = Int(digits: bytes[8..<10]), (1900...2999).contains(year)
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  public var civil: (year: Int, month: Int, day: Int) {
    let z = number + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let mp = (5 * dayOfYear + 2) / 153
    let month = mp < 10 ? mp + 3 : mp - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * mp + 2) / 5 + 1)
  }

  public var month: Month { Month(number: civil.year * 12 + civil.month - 1) }
  /// Monday to Friday.
  public var isWeekday: Bool { weekday < 5 }
  /// The first day of its ISO week.
  public var monday: Day { Day(number: number - weekday) }
  /// 0 for Monday to 6.
  private var weekday: Int { ((number + 3) % 7 + 7) % 7 }
  public var description: String {
    let (year, month, day) = civil
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
  public static func < (a: Day, b: Day) -> Bool { a.number < b.number }
}

package func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

extension Int {
  /// A number of plain digits; nil for anything else.
  package init?(digits bytes: ArraySlice<UInt8>) {
    guard !bytes.isEmpty, bytes.count <= 9, bytes.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
    self = bytes.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }
}
