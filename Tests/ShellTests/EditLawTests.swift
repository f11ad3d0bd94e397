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

  /// - Parameters:
  ///   - opening: the line that opens the agreement.
  ///   - saves: whether the agreement is a file, now and then saved under another name.
  ///   - also: further lines; `most` of a hundred are of these.
  ///   - noted: looks at the session after every line.
  init(
    seed: Int, lines: Int, opening: String = "open demo", disk: MemoryDisk = MemoryDisk(), saves: Bool = false,
    also: [String] = RandomMeeting.others, most: Int = 25,
    noted: (inout Session) -> Void = { _ in }
  ) throws {
    var dice = Dice(seed)
    disk.put(Array(RandomMeeting.script.utf8), at: "changes.pacto")
    if saves { disk.put(Examples.northwind, at: "plan.yaml") }
    session = Session(world: disk.world, origin: .prompt)
    session.isJournaled = true
    _ = try session.execute(Source(saves ? "open plan.yaml" : opening))
    take(noted)
    for _ in 0..<lines {
      let line =
        saves && dice.chance(7)
        ? "save plan-\(dice.whole(below: 3)).yaml replace"
        : dice.chance(most) ? dice.pick(also) : UndoLawTests.line(&dice)
      guard (try? session.execute(Source(line))) != nil else { continue }
      typed.append(line)
      take(noted)
    }
  }

  private mutating func take(_ noted: (inout Session) -> Void) {
    var copy = session
    noted(&copy)
    deeds += session.takeDeeds()
  }

  /// How many meetings of a kind are tried.
  static let trials = 5 * FuzzTests.factor

  /// Every value in every scenario, none where it cannot be switched on.
  static func numbers(_ plan: Plan) -> [String: [String: [UInt64]]] {
    var all: [String: [String: [UInt64]]] = [:]
    for name in [Scenario.base] + plan.agreement.scenarios.map(\.name) {
      all[name] = (try? plan.switched(to: name)).map(UndoLawTests.values) ?? [:]
    }
    return all
  }

  /// In what another session stands elsewhere than this one.
  /// - Parameter timed: whether its steps are to have the same times.
  func faults(of other: Session, timed: Bool = false) -> [String] {
    guard let mine = session.plan, let plan = other.plan else { return ["no agreement is open"] }
    var faults: [String] = []
    if plan.differs(from: mine) { faults.append("another agreement: \(typed)") }
    if UndoLawTests.values(plan) != UndoLawTests.values(mine) { faults.append("other values: \(typed)") }
    func lines(_ entries: [Entry]) -> [String] { entries.map { timed ? "\($0.at) \($0.line)" : $0.line } }
    if lines(other.steps.entries) != lines(session.steps.entries) { faults.append("other steps: \(typed)") }
    if lines(other.steps.future.map(\.entry)) != lines(session.steps.future.map(\.entry)) {
      faults.append("redo differs: \(typed)")
    }
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

  @Test(arguments: 0..<4) func whatWasNotedDoesTheSameAgain(_ seed: Int) throws {
    for round in 0..<RandomMeeting.trials {
      let meeting = try RandomMeeting(seed: seed * 1_000 + round, lines: 14)
      #expect(meeting.faults(of: try again(meeting, "open demo")) == [])
    }
  }

  /// At the prompt of a Spanish agreement figures have a decimal comma; what is noted has the point of files.
  @Test(arguments: 0..<4) func whatWasTypedInSpanishIsNotedForFiles(_ seed: Int) throws {
    let yaml = String(decoding: Examples.northwind, as: UTF8.self).replacing("language: en", with: "language: es")
    let disk = MemoryDisk(["plan.yaml": yaml])
    let typed = [
      "set quota 2.345.678,50", "set close_rate[all] 3,5%", "set close_rate[CEO] 4,25%", "set close_rate +0,3pp",
      "set quota 1,2 mi", "set quota 800 mil", "set deal_size[Manager] 8,5 mil", "set quota quota * 1,05",
      "set reps[SDR] max(reps[SDR]) + 1", "set quota *1,025", "scenario new lean", "scenario base", "undo",
      "set supply 820,5",
      "set close_rate[CEO] 3,5% to 4,5%", "solve supply for \"Deliver the lead quota\"; apply",
      "set quota 2.1M per quarter"
    ]
    for round in 0..<4 {
      let meeting = try RandomMeeting(
        seed: seed * 50 + round, lines: 16, opening: "open plan.yaml", disk: disk, also: typed)
      var again = Session(world: disk.world)
      _ = try again.execute(Source("open plan.yaml"))
      for deed in meeting.deeds {
        guard case .did(let entry) = deed else { continue }
        do throws(Diagnostic) { _ = try again.execute(Source(entry.line)) } catch {
          Issue.record("\(entry.line): \(error.message), after \(meeting.typed)")
        }
      }
      #expect(meeting.faults(of: again) == [])
    }
  }

  @Test func aLineIsNotedInFull() throws {
    func noted(_ line: String) throws -> [String] {
      var session = Session(world: MemoryDisk().world, origin: .prompt)
      session.isJournaled = true
      _ = try session.execute(Source("open demo"))
      _ = session.takeDeeds()
      _ = try session.execute(Source(line))
      return session.takeDeeds().compactMap { if case .did(let entry) = $0 { entry.line } else { nil } }
    }
    #expect(try noted("set close rate +1pp; quota = 2M # board") == ["set close_rate +1pp; set quota 2M   # board"])
    #expect(try noted("set quota quota * 1.1") == ["set quota 2,310,000"])
    #expect(try noted("set reps[AE] 9 from Aug") == ["set reps[AE] 9 from Aug"])
    #expect(try noted("levers; apply 1   # agreed").count == 1)
    #expect(try noted("set quota 2M; undo") == ["set quota 2M", "undo 1"])
    #expect(try noted("set quota 2M; scenario new lean; undo") == ["set quota 2M; scenario new lean", "undo 1"])
    #expect(try noted("set quota 2.1M per quarter; check; leads") == [])
  }
}
