// Weeks and months cut each other. What is counted by both is counted by the pieces they cut each other into, of which
// either is a sum:
//
//     months                 June                        |            July
//     days       … 26 27 28 | 29 30                      | 1  2  3  4  5 | 6  7 …
//     weeks      of 22 June | of 29 June                                 | of 6 July
//     pieces              1 |     2                      |       3       |   4

/// The days that are of one month and of one week, which begins on its Monday.
struct WeekPiece: Sendable {
  var month: Month
  var monday: Day

  /// Of a plausible day its month (from January 1990), its place in that, and the place of its piece.
  typealias Place = (month: Int16, day: Int8, piece: Int16)

  /// The pieces of all plausible days, and of the one behind them, in order; and where each of those days stands.
  static let (all, days): ([WeekPiece], [Place]) = {
    var (all, days): ([WeekPiece], [Place]) = ([], [])
    let last = Day(number: Instant.plausible.upperBound).month.number
    for (place, number) in (firstMonth...last).enumerated() {
      let month = Month(number: number)
      let first = month.first.number
      for day in 0..<month.dayCount where first + day <= Instant.plausible.upperBound {
        let monday = Day(number: first + day).monday
        if day == 0 || all.last?.monday != monday { all.append(WeekPiece(month: month, monday: monday)) }
        days.append((Int16(place), Int8(day), Int16(all.count - 1)))
      }
    }
    return (all, days)
  }()

  /// The month of the first plausible day.
  static let firstMonth = Day(number: Instant.plausible.lowerBound).month.number
}
