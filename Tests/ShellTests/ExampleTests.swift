// What help promises: every example works on the demo, every function yields what it says, and all of it fits 80 × 24.

import Calc
import Documents
import Leads
import SLA
import Testing

@testable import Shell

@Suite struct ExampleTests {
  private static let examples: [(command: String, line: String)] = Command.all.flatMap { command in
    command.examples.compactMap { ExampleWords(nil).filled($0) }.map { (command.name, $0) }
  }

  /// The demo, as it is after what an example builds on.
  private static func demo(before line: String = "") throws -> Session {
    var session = Session(world: MemoryDisk().world, origin: .prompt)
    _ = try session.execute(Source("open demo"))
    let before = ["undo": ["set quota 2M", "set quota 3M"], "redo": ["set quota 2M", "undo"]]
    for earlier in before[String(line.prefix { $0 != " " })] ?? [] { _ = try session.execute(Source(earlier)) }
    return session
  }

  /// Lines wider than the terminal. A word that is longer cannot be helped.
  private static func tooWide(_ reply: Reply, _ width: Int = 80) -> [Substring] {
    Plain(width: width).text(reply).split(separator: "\n").filter { line in
      TextWidth.of(String(line)) > width
        && line.split(separator: " ").allSatisfy { TextWidth.of(String($0)) < width - 8 }
    }
  }

  @Test(arguments: examples.map(\.line)) func exampleWorksOnTheDemo(line: String) throws {
    var session = try Self.demo(before: line)
    for (_, reply) in try session.execute(Source(line)) {
      #expect(reply.outcome == .yes || line.hasPrefix("check") || line.hasPrefix("assert"))
      #expect(Self.tooWide(reply) == [])
    }
  }

  @Test(arguments: Function.standard.map(\.name)) func functionYieldsItsExample(name: String) throws {
    let function = try #require(Function.named(name))
    #expect(function.example.contains("\(name)("))
    var session = try Self.demo()
    let result = try #require(try session.execute(Source(function.example)).last?.reply.result)
    #expect(result["value"]?.double == function.yields, "\(function.example) gives \(result.written)")
  }

  @Test(arguments: Function.standard.map(\.name)) func functionIsUsedInItsExampleOrExplained(name: String) throws {
    let function = try #require(Function.named(name))
    var session = try Self.demo()
    let reply = try #require(try session.execute(Source("help \(name)")).last?.reply)
    #expect(reply.text.contains(function.usage))
    #expect(Self.tooWide(reply) == [])
  }

  @Test func helpFitsAScreen() throws {
    for session in [Session(world: .none), try Self.demo()] {
      var session = session
      let reply = try #require(try session.execute(Source("help")).last?.reply)
      #expect(Plain(width: 80).text(reply).split(separator: "\n", omittingEmptySubsequences: false).count <= 24)
      #expect(Self.tooWide(reply) == [])
      #expect(!Plain(width: 80).text(reply).contains("…"), "nothing is cut")
    }
  }

  @Test(arguments: Command.all.map(\.name)) func helpOnACommandFitsAScreen(name: String) throws {
    var session = try Self.demo()
    let text = Plain(width: 80).text(try #require(try session.execute(Source("help \(name)")).last?.reply))
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 24)
    for line in text.split(separator: "\n") { #expect(TextWidth.of(String(line)) <= 80, "\(line)") }
    let command = try #require(Command.named(name))
    for usage in command.usage + session.examples(of: command) {
      #expect(text.contains(usage))
    }
  }

  @Test(arguments: ["tracking", "sla", "marketing", "speed", "depth", "funnel"])
  func helpOnATopicFitsAScreen(topic: String) throws {
    var session = try Self.demo()
    let reply = try #require(try session.execute(Source("help \(topic)")).last?.reply)
    #expect(Plain(width: 80).text(reply).split(separator: "\n", omittingEmptySubsequences: false).count <= 24)
    #expect(Self.tooWide(reply) == [])
  }

  @Test func helpOnTrackingTellsEveryKey() throws {
    let lines = TrackingHelp.reply().text.split(separator: "\n")
    for key in LeadMapping.keys {
      #expect(lines.contains { $0.split(separator: " ").first == key[...] }, "\(key)")
    }
  }

  /// Both examples of a mapping read a file whose figures are plain to see.
  @Test func theMappingsInHelpWork() throws {
    #expect(TrackingHelp.examples.count == 2)
    let files = [
      "First contact,Won,Amount\n03/07/2026 10:00,yes,8000\n04/08/2026 10:00,no,\n",
      "Created,Outcome,Job title\n2026-07-01 09:00,reached,Chief of staff\n2026-08-01 09:00,no answer,Janitor\n"
    ]
    // Expressions, and what they come to by hand.
    let wanted: [[(String, Double)]] = [
      [("total(actual_customers[Jul])", 1), ("total(actual_revenue[Jul])", 8000)],
      [("actual_leads[Manager, Aug]", 1), ("actual_leads[Manager, Jul]", 0), ("actual_leads[CEO, Jul]", 1)]
    ]
    for ((example, file), figures) in zip(zip(TrackingHelp.examples, files), wanted) {
      let agreement = String(decoding: Examples.northwind, as: UTF8.self) + "\n" + example + "\n"
      var session = Session(world: MemoryDisk(["ours.yaml": agreement, "crm.csv": file]).world)
      _ = try session.execute(Source("open ours.yaml"))
      let reply = try #require(try session.execute(Source("track crm.csv")).last?.reply)
      #expect(reply.text.contains("2 read, 2 used, 0 set aside"), "\(reply.text)")
      #expect(reply.text.contains("Jul 1 · Aug 1"), "\(reply.text)")
      for (line, value) in figures {
        let result = try session.execute(Source(line)).last?.reply.result
        #expect(result?["value"]?.double == value, "\(line): \(result?.written ?? "nil")")
      }
    }
  }

  /// On a narrow terminal a promise keeps its side and its name.
  @Test(arguments: Array(stride(from: 20, through: 90, by: 1))) func promisesAreReadableAtEveryWidth(width: Int) throws
  {
    var session = try Self.demo()
    let reply = try #require(try session.execute(Source("track 2026-07 leads 700; check")).last?.reply)
    let text = Plain(width: width).text(reply)
    let words = text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    guard width >= 40 else { return #expect(!text.isEmpty) }
    let promises = try #require(session.plan).agreement.promises
    // As planned, and on what happened.
    for sides in [
      ["✗ broken", "✓ kept", "✓ kept", "✗ broken"], ["✗ broken", "· open", "? unknown", "? unknown"]
    ] {
      #expect(sides.count == promises.count)
      for (side, promise) in zip(sides, promises) {
        #expect(words.contains("\(side) \(promise.by) \(promise.name)"), "\(text)")
      }
    }
    #expect(Self.tooWide(reply, width) == [])
  }

  /// Agreements of all kinds: with and without tiers, teams, promises, scenarios.
  private static func opened(_ agreement: String) throws -> Session {
    var session = Session(world: .none, origin: .prompt)
    session.world.read = { path throws(Diagnostic) in Fixtures.bytes("\(Fixtures.cases)/\(path)") ?? [] }
    _ = try session.execute(Source(agreement))
    return session
  }

  private static let agreements =
    ["open demo", "new"] + Fixtures.names(in: Fixtures.cases, ending: ".yaml").map { "open \($0)" }

  @Test(arguments: agreements) func helpTeachesByWhatWorksOnTheOpenAgreement(open: String) throws {
    let session = try Self.opened(open)
    for command in Command.all {
      let examples = session.examples(of: command)
      for gap in ["tier", "team", "month", "promise", "scenario", "leads"] {
        #expect(!examples.contains { $0.contains("{\(gap)}") })
      }
      if command.name == "set" { #expect(examples.count >= 2, "\(examples)") }
      guard ["set", "why", "show", "watch", "define", "assert"].contains(command.name) else { continue }
      for line in examples { #expect(session.fault(of: line) == nil, "\(line)") }
    }
  }

  @Test func theOpeningViewFitsAScreen() throws {
    var session = Session(world: .none)
    let reply = try #require(try session.execute(Source("open demo")).last?.reply)
    #expect(Plain(width: 80).text(reply).split(separator: "\n", omittingEmptySubsequences: false).count <= 24)
  }

  @Test(arguments: [
    "show", "show leads, utilization, reps_needed", "show marketing", "show sales", "show all", "show agreement",
    "show model", "check", "capacity", "capacity chart",
    "set reps[SDR] 4; capacity", "trade", "trade 10 CEO for Manager", "compare", "compare base, cautious, aggressive",
    "scenario", "why leads",
    "why all utilization", "set close rate +1pp", "set deal_size *1.1", "set reps[all] 0", "reset quota",
    "scenario aggressive", "help functions",
    "set quota +5%; set close rate -1pp; set attempts +3; set automation 10%; set reps[SDR] 7; compare",
    "reset supply; check", "reset budget", "show all; show changes",
    "set quota 1M/year", "leads", "stage_volume", "list"
  ])
  func answersFitTheTerminal(line: String) throws {
    var session = try Self.demo()
    for (_, reply) in try session.execute(Source(line)) { #expect(Self.tooWide(reply) == []) }
  }

  @Test func helpKnowsEveryQuantity() throws {
    var session = try Self.demo()
    for definition in try #require(session.plan).schema.definitions where definition.role != .test {
      let reply = try #require(try session.execute(Source("help \(definition.name)")).last?.reply)
      #expect(reply.text.contains("\(definition.title)"))
      #expect(Self.tooWide(reply) == [], "\(definition.name)")
    }
  }
}
