// Hostile text in every text of an agreement, in every output: no control or bidirectional character but the line end
// comes out, JSON parses, no cell of CSV begins a formula, no tag or link lives in Markdown. A text may be refused; then
// the complaint is what must be harmless.

import Calc
import Documents
import SLA
import Testing

@testable import Shell

@Suite struct HostileTextTests {
  /// Where a text can stand in an agreement.
  static let fields = [
    "title", "director", "email", "promise", "otherwise", "tell", "credit", "summary", "goal", "definition", "contact",
    "source", "tier", "team", "stage", "scenario", "party", "holiday", "currency", "language", "watch", "formula"
  ]

  /// An agreement with a text in one of its fields, the others being harmless.
  private static func agreement(_ field: String, _ text: String) -> String {
    func at(_ own: String, _ usual: String) -> String { field == own ? Hostile.yaml(text) : usual }
    return """
      agreement: \(at("title", "Ours"))
      language: \(at("language", "en"))
      currency: \(at("currency", "EUR"))
      period: {start: 2026-07, months: 2}
      holidays: [\(at("holiday", "2026-08-17"))]
      parties:
        marketing: {director: \(at("director", "Bruno")), email: \(at("email", "b@example.org"))}
        \(at("party", "sales")): {director: Ana}
      goal: {quota: 100k}
      stages: [\(at("stage", "MQL")), customer]
      tiers:
        \(at("tier", "CEO")): {deal_size: 20k}
        Director: {deal_size: 12k}
      assumptions: {conversion: {customer: 10%}}
      teams:
        \(at("team", "SDR")): {reps: 1}
        AE: {reps: 1}
      formulas:
        mine: \(at("formula", "total(leads) / 2"))
      watch: [\(at("watch", "leads")), utilization]
      promises:
        - by: marketing
          promise: \(at("promise", "Deliver"))
          test: utilization <= 1%
          otherwise: \(at("otherwise", "we talk"))
          tell: [\(at("tell", "Bruno"))]
          credit: \(at("credit", "10%"))
      scenarios:
        \(at("scenario", "lean")): {quota: 90k}
      sources: {quota: \(at("source", "the board"))}
      summary: \(at("summary", "Short."))
      goals: {marketing: \(at("goal", "Leads"))}
      definitions: {lead: \(at("definition", "A person"))}
      contacts:
        - {name: \(at("contact", "Bruno")), role: Director}

      """
  }

  /// Lines that show what an agreement holds.
  private static let lines = [
    "open sla.yaml", "show", "show leads, utilization", "show marketing", "show sales", "show agreement", "list",
    "check",
    "capacity", "why quota", "why utilization", "scenario", "scenario 1st", "compare base", "set quota 120k",
    "show changes",
    "print \"{total(leads)}\"", "export a.md replace", "export a.json replace", "export a.csv replace leads",
    "save b.yaml replace"
  ]

  @Test(arguments: fields) func hostileTextInAFieldIsHarmlessEverywhere(_ field: String) throws {
    for text in Hostile.texts {
      let disk = MemoryDisk(["sla.yaml": HostileTextTests.agreement(field, text)])
      var session = Session(world: disk.world)
      for line in HostileTextTests.lines {
        let what = "\(field): \(Safe.terminal(String(text.prefix(30)))): \(line)"
        do throws(Diagnostic) {
          for (command, reply) in try session.execute(Source(line)) {
            expectHarmless(command, reply, what)
          }
        } catch {
          let said = Plain(width: 80).error(error)
          #expect(Hostile.live(said) == nil, "\(what)")
          #expect(said.split(separator: "\n").allSatisfy { $0.count < 1_000 }, "\(what)")
          if session.plan == nil { break }
        }
      }
      for name in ["a.md", "a.json", "a.csv"] {
        guard let text = disk.text(name) else { continue }
        #expect(Hostile.live(text) == nil, "\(field): \(name)")
        if name == "a.csv" { #expect(Hostile.formula(text) == nil, "\(field)") }
        if name == "a.md" { #expect(!Hostile.isLive(markdown: text), "\(field): \(text)") }
        if name == "a.json" { #expect(throws: Never.self) { try JSONReader.read(text) } }
      }
    }
  }

  private func expectHarmless(_ command: String, _ reply: Reply, _ what: String) {
    #expect(Hostile.live(Plain(width: 80).text(reply)) == nil, "\(what)")
    #expect(Hostile.live(Plain(width: 20).text(reply)) == nil, "\(what)")
    let markdown = MarkdownReply.text(reply)
    #expect(Hostile.live(markdown) == nil, "\(what)")
    #expect(!Hostile.isLive(markdown: markdown), "\(what)")
    #expect(Hostile.formula(reply.rows.joined(separator: "\n")) == nil, "\(what)")
    let json = JSON.object([("command", .text(command)), ("result", reply.result ?? .text(reply.text))]).written
    #expect(Hostile.live(json) == nil, "\(what)")
    #expect(throws: Never.self, "\(what)") { try JSONReader.read(json) }
  }

  /// What stands behind `#` on a line becomes the source of what it sets.
  @Test(arguments: Hostile.texts.indices) func aHostileCommentIsHarmless(_ number: Int) throws {
    let text = Hostile.texts[number]
    var session = Session(world: MemoryDisk().world)
    _ = try session.execute(Source("open demo"))
    do throws(Diagnostic) {
      _ = try session.execute(Source("set quota 2M   # \(text)"))
      for line in ["why quota", "show agreement", "save a.yaml replace"] {
        for (command, reply) in try session.execute(Source(line)) { expectHarmless(command, reply, line) }
      }
    } catch {
      #expect(Hostile.live(Plain(width: 80).error(error)) == nil)
    }
  }
}
