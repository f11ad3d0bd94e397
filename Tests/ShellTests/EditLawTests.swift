// The law of what is noted: the lines that a meeting's steps are kept as do the same again, wherever they run.

import Calc
import Documents
import SLA
import Testing

@testable import Shell

/// A meeting of random lines, with what its journal was told.
struct RandomMeeting {
  var session: Session
  var deeds: [Deed] = []
  /// The lines that were accepted.
  var typed: [String] = []

  private static let others = [
    "solve supply for \"Deliver the lead quota\"; apply", "set reps[SDR] max(reps[SDR]) + 1; set quota quota * 1.05",
    "set budget quota * 10%", "set reps[AE] 9 from Aug; undo", "undo", "undo 2", "redo", "undo 3; set automation 35%",
    "set time per opportunity 90 min + 5 min", "run changes.pacto", "set reps[SDR] 8; run changes.pacto",
    "quota = 1.2345678M", "set close_rate[all] 1/30", "set sales_cycle 1/3 * sales_cycle", "set clock elapsed",
    "set leads[all] 200", "reset leads", "set quota 2.1M per quarter; set supply 820 per month # Bruno; 14 May",
    "define half = quota / 2; watch half, leads", "set respond_within 7 min   # it's “quoted” \\n # twice"
  ]
  private static let script = """
    # what the morning brought
    set close_rate +0.3pp   # from a script
    reset automation
    scenario new morning

    """

  init(seed: Int, lines: Int, opening: String = "open demo", also: [String] = RandomMeeting.others) throws {
    var dice = Dice(seed)
    session = Session(world: MemoryDisk(["changes.pacto": RandomMeeting.script]).world, origin: .prompt)
    session.isJournaled = true
    _ = try session.execute(Source(opening))
    deeds = session.takeDeeds()
    for _ in 0..<lines {
      let line = dice.chance(25) ? dice.pick(also) : UndoLawTests.line(&dice)
      guard (try? session.execute(Source(line))) != nil else { continue }
      typed.append(line)
      deeds += session.takeDeeds()
    }
  }

  /// Whether another session stands where this one does.
  func faults(of other: Session) -> [String] {
    guard let mine = session.plan, let plan = other.plan else { return ["no agreement is open"] }
    var faults: [String] = []
    if plan.differs(from: mine) { faults.append("another agreement: \(typed)") }
    if UndoLawTests.values(plan) != UndoLawTests.values(mine) { faults.append("other values: \(typed)") }
    if other.steps.entries != session.steps.entries { faults.append("other steps: \(typed)") }
    if other.steps.future.map(\.entry) != session.steps.future.map(\.entry) { faults.append("redo differs: \(typed)") }
    return faults
  }
}

@Suite struct EditLawTests {
  /// What was noted, done again on the same agreement as a script would do it.
  private func again(_ meeting: RandomMeeting, _ opening: String) throws -> Session {
    var session = Session(world: .none)
    _ = try session.execute(Source(opening))
    for deed in meeting.deeds {
      guard case .did(let entry) = deed else { continue }
      do throws(Diagnostic) { _ = try session.execute(Source(entry.line)) } catch {
        Issue.record("\(entry.line): \(error.message), after \(meeting.typed)")
      }
    }
    return session
  }

  @Test(arguments: 0..<8) func whatWasNotedDoesTheSameAgain(_ seed: Int) throws {
    for round in 0..<10 {
      let meeting = try RandomMeeting(seed: seed * 1_000 + round, lines: 14)
      #expect(meeting.faults(of: try again(meeting, "open demo")) == [])
    }
  }
}
