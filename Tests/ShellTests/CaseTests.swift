// The published cases (Tests/SLATests/Cases) through the shell: what is shown, and the JSON answer.
//
//     # shown: total(leads) | 1,319 leads       a line, and what its answer has to hold
//     # after: set close rate +1pp              carried out before the lines that follow

import Calc
import Documents
import Shell
import Testing

@Suite struct CaseTests {
  private static let names = Fixtures.names(in: Fixtures.cases, ending: ".yaml")

  private static func opened(_ name: String) throws -> (session: Session, lines: [Substring]) {
    let text = try #require(Fixtures.text("\(Fixtures.cases)/\(name)"))
    var session = Session(world: MemoryDisk([name: text]).world)
    _ = try session.execute(Source("open \(name)"))
    return (session, text.split(separator: "\n").filter { $0.hasPrefix("# ") })
  }

  @Test(arguments: names) func isShownAsPublished(name: String) throws {
    var (session, lines) = try Self.opened(name)
    var count = 0
    for line in lines {
      if line.hasPrefix("# after: ") { _ = try session.execute(Source(String(line.dropFirst(9)))) }
      guard line.hasPrefix("# shown: ") else { continue }
      let parts = line.dropFirst(9).split(separator: "|").map { $0.drop { $0 == " " } }
      try #require(parts.count == 2)
      let reply = try #require(try session.execute(Source(String(parts[0]))).last?.reply)
      let text = Plain(width: 80).text(reply)
      #expect(text.contains(String(parts[1])), "\(name): \(parts[0]) shows\n\(text)")
      count += 1
    }
    #expect(count > 0, "a case says what is shown")
  }

  /// `--format json -c leads` has the exact values of what was asked.
  @Test(arguments: names) func leadsAsJSON(name: String) throws {
    var (session, lines) = try Self.opened(name)
    let answer = try #require(try session.execute(Source("leads")).last?.reply.result)
    let json = try JSONReader.read(answer.written)
    guard case .array(let tiers) = json["value"] else {
      Issue.record("leads have tiers: \(answer.written)")
      return
    }
    let sum = tiers.flatMap(\.items).compactMap(\.double).reduce(0, +)
    for line in lines where line.hasPrefix("# expect: total(leads) = ") {
      #expect(abs(sum - (Double(line.dropFirst(25)) ?? .nan)) < 0.5, "\(name): \(sum)")
    }
    let months = json["labels"]?["month"]?.items.count ?? 0
    #expect(tiers.allSatisfy { $0.items.count == months })
  }

  /// One lead a month, three tiers of 34, 33, 33 %: every tier has its turn, and every month one lead.
  @Test func oneLeadAMonthIsDealtInTurn() throws {
    var (session, _) = try Self.opened("one-lead-a-month.yaml")
    let text = Plain(width: 200).text(try #require(try session.execute(Source("leads")).last?.reply))
    let rows = text.split(separator: "\n").map { $0.split(separator: " ").compactMap { Int($0) } }.filter {
      !$0.isEmpty
    }
    try #require(rows.count >= 4)
    let figures = rows.suffix(4).map { Array($0.suffix(13)) }
    #expect(figures[0] == [Int](repeating: 1, count: 12) + [12])
    #expect(figures.dropFirst().allSatisfy { $0.last == 4 || $0.last == 5 })
    for month in 0..<12 { #expect(figures.dropFirst().reduce(0) { $0 + $1[month] } == 1) }
  }
}
