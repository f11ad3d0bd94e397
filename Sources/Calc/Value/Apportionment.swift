// Whole leads for a table that adds up (model.md, "A table of leads or customers adds up"):
//
//     exact     43.956  131.868  263.736  …    C(m), c(m): running totals of all tiers and of one
//     shown         44      132      264  …    month m deals ⌈C(m)⌉ − ⌈C(m−1)⌉ leads
//
// Each month's leads go to tiers one by one: to the tier, among those below ⌈c(m)⌉, whose next lead is due first, then
// the one furthest behind, then in file order. A tier's running total then lies between its floor and its ceiling.
// Leads that are already due (up to ⌊c(m)⌋) come before all others, so they are dealt in one go; of the rest no tier
// gets more than one. That makes a month cost tiers², however many leads it deals.

/// The dealing of whole leads to the cells of a table.
public enum Apportionment {
  /// The whole numbers shown for a table of exact ones.
  /// - Parameter cells: by row (tier), then column (month); rows of one length, nothing negative.
  /// - Returns: the same shape; nil where a cell is negative, not finite, or the whole is above 10¹⁵.
  public static func dealt(_ cells: [[Double]]) -> [[Int]]? {
    let months = cells.first?.count ?? 0
    guard cells.allSatisfy({ $0.count == months && $0.allSatisfy { $0 >= 0 && $0 <= 1e15 } }) else { return nil }
    let running = cells.map(runningTotals)
    guard running.reduce(0, { $0 + ($1.last ?? 0) }) <= 1e15 else { return nil }

    var shown = [Int](repeating: 0, count: cells.count)
    var table = cells.map { _ in [Int](repeating: 0, count: months) }
    var allShown = 0
    for month in 0..<months {
      let all = max(allShown, ceiling(running.reduce(0) { $0 + $1[month] }))
      var left = all - allShown
      allShown = all
      for tier in cells.indices {
        let due = min(left, max(0, min(floor(running[tier][month]), ceiling(running[tier][month])) - shown[tier]))
        table[tier][month] += due
        shown[tier] += due
        left -= due
      }
      while left > 0, let tier = next(running, shown, month) {
        table[tier][month] += 1
        shown[tier] += 1
        left -= 1
      }
    }
    return table
  }

  /// The tier that the month's next lead goes to. Nil only where there are no tiers.
  private static func next(_ running: [[Double]], _ shown: [Int], _ month: Int) -> Int? {
    var best: (isFull: Bool, due: Int, behind: Double, tier: Int)?
    for tier in running.indices {
      let totals = running[tier]
      // Of many rows that are each mere noise the sum can be more: then all are full, and the order still decides.
      let isFull = shown[tier] >= ceiling(totals[month])
      let due = totals[month...].firstIndex { floor($0) > shown[tier] } ?? totals.count
      let behind = totals[month] - Double(shown[tier])
      if let best, (best.isFull ? 1 : 0, best.due, -best.behind) <= (isFull ? 1 : 0, due, -behind) { continue }
      best = (isFull, due, behind, tier)
    }
    return best?.tier
  }

  private static func runningTotals(_ row: [Double]) -> [Double] {
    var total = 0.0
    return row.map { cell in
      total += cell
      return total
    }
  }

  private static func ceiling(_ value: Double) -> Int { Int(Rounding.up.whole(value)) }
  private static func floor(_ value: Double) -> Int { Int(Rounding.down.whole(value)) }
}
