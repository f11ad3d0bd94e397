// What Tab offers, in the context of the command and of the open agreement.

import Calc
import Testing

@testable import Shell

@Suite struct CompletionTests {
  private static func demo(_ lines: [String] = []) throws -> Session {
    // What shows nothing, or turns what is read around, is offered by nobody.
    let here = ["plan.yaml", "my plan.yaml", "plan\u{202E}.yaml", "sub/", ".hidden"]
    let names = [".": here, "sub/": ["a.yaml", "b.yaml"]]
    var session = Session(world: .none, origin: .prompt)
    session.world.list = { names[$0] ?? [] }
    for line in ["open demo"] + lines { _ = try session.execute(Source(line)) }
    return session
  }

  private func found(_ line: String, _ before: String...) throws -> Completion? {
    Completion.of(line, at: line.utf8.count, in: try Self.demo(before))
  }

  private func candidates(_ line: String) throws -> [String] { try found(line)?.candidates.map(\.text) ?? [] }

  @Test(arguments: [
    ("set close_rate[D", ["Director"]), ("set close rate[", ["CEO", "Director", "Manager", "all"]),
    ("utilization[SDR, ", ["SDR", "AE", "Jul", "Aug", "Sep", "all"]), ("utilization[SDR, A", ["AE", "Aug", "all"]),
    ("utilization[SDR, 2026-0", ["2026-07", "2026-08", "2026-09"]), ("set quota[", []),
    ("set close ra", ["close_rate"]), ("quota + clo", ["close_rate", "clock"]), ("total(close_", ["close_rate"]),
    ("set clock ", ["business", "elapsed"]), ("set clock e", ["elapsed"]), ("clock = ", ["business", "elapsed"]),
    ("set reps[SDR] ", ["6", "+1", "-1"]), ("set close_rate[CEO] ", ["5%", "+1pp", "-1pp"]),
    ("set close_rate ", ["+1pp", "-1pp"]), ("set reps[SDR] +", ["+1"]),
    ("set reps[SDR] 8 ", ["from"]), ("set reps[SDR] 8 from ", ["Jul", "Aug", "Sep"]),
    ("set reps[SDR] 8 from A", ["Aug"]), ("set quota 2M ", ["per", "from"]),
    ("set quota 2M per ", ["month", "quarter", "year", "from"]),
    ("set respond_within 5 ", ["min", "h", "from"]),
    ("solve close_rate ", ["for"]), ("solve close_rate fo", ["for"]),
    ("solve supply for \"Deliver", ["Deliver the lead quota"]), ("assert \"W", ["Work every lead"]),
    ("kept(\"St", ["Stay within the budget"]),
    ("levers \"Work every lead\" ", ["without"]), ("levers without quo", ["quota"]),
    ("levers without quota, rep", ["reps", "reps_needed"]),
    ("sweep reps[SDR] 5 ", ["to"]), ("sweep reps[SDR] 5 to 8 ", ["step", "show"]),
    ("sweep reps[SDR] 5 to 8, quo", ["quota"]), ("simulate 1000 ", ["seed", "show"]),
    ("scenario a", ["aggressive"]), ("scenario drop ", ["cautious", "aggressive"]), ("scenario new ", []),
    ("compare base,c", ["cautious"]), ("compare base, ", ["base", "cautious", "aggressive", "loaded", "now"]),
    ("trade 10 ", ["CEO", "Director", "Manager"]), ("trade 10 CEO ", ["leads", "for"]),
    ("trade 10 CEO for M", ["Manager"]),
    ("open p", ["plan.yaml"]),
    ("open ", ["\"my plan.yaml\"", "plan.yaml", "sub/", "demo"]),
    ("open \"my", ["my plan.yaml"]), ("open sub/", ["sub/a.yaml", "sub/b.yaml"]), ("open .", [".hidden"]),
    ("export plan.md ", ["replace"]), ("export plan.md replace compare base, ca", ["cautious"]),
    ("export plan.md replace leads, utiliz", ["utilization"]), ("save x.yaml ", ["replace"]),
    ("show mark", ["marketing", "marketing_share", "marketing_time", "marketing_quota"]), ("help sol", ["solve"]),
    ("help automa", ["automation"]),
    ("why a", ["all", "attempts", "automation"]), ("capacity ", ["chart"]), ("check ", []), ("undo ", []),
    ("set quota 2M; scenario drop c", ["cautious"]), ("leads # scen", []), ("expect ", ["error"])
  ])
  func offers(line: String, expected: [String]) throws {
    let offered = try candidates(line)
    if line.hasPrefix("why a") || line == "export plan.md " {
      #expect(offered.starts(with: expected), "\(offered)")
    } else {
      #expect(offered == expected)
    }
  }

  @Test(arguments: [
    ("track de", ["deals_q3.csv", "demo"]), ("track 2026-07 l", ["leads"]),
    ("track dem", ["demo"]), ("track 2026-0", ["2026-07", "2026-08", "2026-09"]), ("track A", ["Aug"]),
    (
      "track 2026-07 ",
      [
        "leads", "customers", "marketing_revenue", "total_revenue", "self_generated", "sales_cycle", "response_rate"
      ]
    ),
    ("track Aug leads 3, cu", ["customers"]),
    ("track deals_q3.csv ", ["table", "with", "as", "using", "strict"]),
    ("track deals_q3.csv strict as ", ["of"]),
    ("track deals_q3.csv as of ", ["2026-07-31", "2026-08-31", "2026-09-30"]),
    ("track deals_q3.csv as of 2026-09-30 using hub", ["hubspot", "hubspot-deals"]),
    ("track demo using pi", ["pipedrive"]), ("track demo strict using z", ["zoho"]),
    ("track deals_q3.csv with ", ["deals_q3.csv"]),
    ("track crm.db table ", [])
  ])
  func trackOffers(line: String, expected: [String]) throws {
    var session = try Self.demo()
    session.world.list = { _ in ["deals_q3.csv"] }
    #expect(Completion.of(line, at: line.utf8.count, in: session)?.candidates.map(\.text) ?? [] == expected)
  }

  @Test func recalibrationOffersWhatIsTracked() throws {
    #expect(try candidates("recalibrate apply ") == [])
    let all = try #require(try found("recalibrate apply ", "track demo")).candidates.map(\.text)
    #expect(all == ["close_rate", "deal_size", "mix", "sales_cycle", "connect_rate", "attempts", "in_hours"])
    #expect(try found("recalibrate apply close_rate, m", "track demo")?.candidates.map(\.text) == ["mix"])
    // July alone is too young for close rates, and typed figures tell nothing else.
    #expect(try found("recalibrate apply ", "track 2026-07 leads 700, customers 3") == nil)
  }

  @Test func proposalsSayWhatTheyDo() throws {
    let found = try #require(try found("apply ", "solve supply for \"Deliver the lead quota\""))
    #expect(found.candidates.first?.text == "1")
    #expect(found.candidates.first?.note?.description.hasPrefix("supply ") == true)
  }

  @Test func whatFollowsTheOnlyCandidate() throws {
    #expect(try found("open \"my")?.suffix == "\"")
    #expect(try found("open su")?.suffix == "")
    #expect(try found("total(quo")?.suffix == " ")
    #expect(try found("erlang_b")?.suffix == "(")
    #expect(try found("reps[SD")?.suffix == "]")
  }

  /// A candidate put in its place is offered no more, and stands where the grammar wants it.
  @Test func everyExampleIsWhatItsCommandTakes() throws {
    for command in Command.all {
      for example in command.examples.compactMap({ ExampleWords(nil).filled($0) }).flatMap({
        $0.split(separator: ";").map(String.init)
      }) {
        let line = TypedLine(example + " ", upTo: example.utf8.count + 1)
        guard let verb = line.words.first.flatMap({ Command.named($0.text) }) else { continue }
        var expected = Expected(verb.takes)
        for word in line.words.dropFirst() {
          let fits = expected.take(word.text)
          #expect(fits, "\(example): \(word.text)")
        }
      }
    }
  }

  @Test func anyTextIsCompletedOrNot() throws {
    let session = try Self.demo()
    var dice = Dice(4)
    let pieces = [
      "set", " ", "\"", "[", "]", "(", ")", ",", ";", "#", "clo", "reps[SDR]", "日本", "=", "+1", "from", "\u{1B}", "for"
    ]
    for _ in 0..<300 {
      let line = (0..<dice.whole(below: 9)).map { _ in dice.pick(pieces) }.joined()
      for cursor in [0, line.utf8.count / 2, line.utf8.count, line.utf8.count + 3] {
        guard let found = Completion.of(line, at: cursor, in: session) else { continue }
        #expect(found.replacing.lowerBound >= 0 && found.replacing.upperBound <= line.utf8.count, "\(line)")
        #expect(!found.candidates.isEmpty)
      }
    }
  }
}
