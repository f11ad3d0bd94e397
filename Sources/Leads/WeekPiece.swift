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

  /// The pieces of all plausible days, and of the one behind them, in order.
  static let all: [WeekPiece] = {
    var pieces: [WeekPiece] = []
    for number in Instant.plausible.lowerBound...Instant.plausible.upperBound {
      let day = Day(number: number)
      let (month, monday) = (day.month, day.monday)
      if pieces.last?.month != month || pieces.last?.monday != monday {
        pieces.append(WeekPiece(month: month, monday: monday))
      }
    }
    return pieces
  }()
}
