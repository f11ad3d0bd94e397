// The months an agreement covers, and the days that are worked in them.

import Leads

/// The months an agreement covers.
public struct Period: Hashable, Sendable {
  public var start: Month
  public var months: Int

  public init(start: Month, months: Int) {
    self.start = start
    self.months = months
  }

  public var all: [Month] { (0..<months).map { Month(number: start.number + $0) } }
  public var last: Month { Month(number: start.number + months - 1) }
  public func index(of month: Month) -> Int? {
    let index = month.number - start.number
    return (0..<months).contains(index) ? index : nil
  }

  /// "Jul-Sep 2026"
  public var spoken: String {
    if months == 1 { return "\(start.short) \(start.year)" }
    if start.year == last.year { return "\(start.short)–\(last.short) \(start.year)" }
    return "\(start.short) \(start.year) – \(last.short) \(last.year)"
  }

  /// Monday to Friday in each month, less the holidays.
  public func workingDays(without holidays: [Day]) -> [Int] {
    let free = Set(holidays)
    return all.map { month in
      (0..<month.dayCount).reduce(0) { count, offset in
        let day = Day(number: month.first.number + offset)
        return count + (day.isWeekday && !free.contains(day) ? 1 : 0)
      }
    }
  }
}

extension Month {
  var lastDay: Day { Day(number: first.number + dayCount - 1) }
}
