// The law of undo: so many accepted changes and so many undos give the first state, value by value; as many redos
// give the last.

import Calc
import SLA
import Testing

@testable import Shell

@Suite struct UndoLawTests {
  /// Every value of a plan, an undefined one by its bits.
  static func values(_ plan: Plan) -> [String: [UInt64]] {
    var result: [String: [UInt64]] = [:]
    for (place, definition) in plan.schema.definitions.enumerated() {
      result[definition.name] = plan.sheet.grid(place).cells.map { $0.isNaN ? .max : $0.bitPattern }
    }
    return result
  }

  private static let drivers = [
    "quota", "marketing_share", "close_rate", "close_rate[CEO]", "close_rate[Director]", "deal_size[Manager]",
    "mix[CEO]",
    "mix[Manager]", "sales_cycle", "supply", "cost_per_lead", "connect_rate", "attempts[CEO]", "automation",
    "time_per_opportunity", "reps[SDR]", "reps[AE]", "reps[AE, Aug]", "selling_time[SDR]", "seasonality[Aug]",
    "hours_per_week", "leads[CEO, Jul]", "budget"
  ]
  private static let values = [
    "+1pp", "-0.5pp", "*1.1", "*0.9", "+1", "-1", "+5%", "5%", "30%", "3% to 5%", "5 of 100", "2M per quarter", "800k",
    "12", "7", "1h30", "45 min", "60 days", "0.8", "20k"
  ]
  private static let others = [
    "scenario cautious", "scenario aggressive", "scenario base", "scenario new lean", "scenario new half",
    "scenario drop lean", "scenario drop cautious", "watch leads, coverage", "watch", "reset connect_rate",
    "reset reps", "reset supply", "define fee = 2k per month", "define cost = total(leads) * 60", "define fee = 3k",
    "define cost = fee * 2", "set fee 5k", "set quota +10%; set automation 40%", "reset close_rate, automation"
  ]

  /// A line that may change the demo.
  static func line(_ dice: inout Dice) -> String {
    guard dice.chance(70) else { return dice.pick(others) }
    let month = dice.chance(15) ? " from \(dice.pick(["Jul", "Aug", "Sep"]))" : ""
    let note = dice.chance(10) ? "   # said so" : ""
    return "set \(dice.pick(drivers)) \(dice.pick(values))\(month)\(note)"
  }

  @Test(arguments: 0..<8) func undoingEverythingGivesTheFirstStateAndRedoingTheLast(_ seed: Int) throws {
    for round in 0..<25 * FuzzTests.factor {
      var dice = Dice(seed * 1_000 + round)
      var session = Session(world: .none)
      _ = try session.execute(Source("open demo"))
      let first = try #require(session.plan)
      var steps = 0
      let wanted = 1 + dice.whole(below: 12)
      var lines: [String] = []
      for _ in 0..<200 where steps < wanted {
        let line = UndoLawTests.line(&dice)
        let depth = session.steps.count
        guard (try? session.execute(Source(line))) != nil else { continue }
        lines.append(line)
        steps += session.steps.count - depth
      }
      let last = try #require(session.plan)
      guard steps > 0 else { continue }
      _ = try session.execute(Source("undo \(steps)"))
      let undone = try #require(session.plan)
      #expect(!undone.differs(from: first), "\(lines)")
      #expect(UndoLawTests.values(undone) == UndoLawTests.values(first), "\(lines)")
      #expect(session.steps.past.isEmpty)
      _ = try session.execute(Source("redo \(steps)"))
      let redone = try #require(session.plan)
      #expect(!redone.differs(from: last), "\(lines)")
      #expect(UndoLawTests.values(redone) == UndoLawTests.values(last), "\(lines)")
      #expect(session.steps.future.isEmpty)
      for _ in 0..<steps { _ = try session.execute(Source("undo")) }
      #expect(UndoLawTests.values(try #require(session.plan)) == UndoLawTests.values(first), "\(lines)")
    }
  }
}
