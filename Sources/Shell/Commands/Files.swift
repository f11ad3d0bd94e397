// `open` and `new`: the agreement and its file.

import Calc
import Documents
import SLA

extension Command {
  static let open = Command(
    "open", others: ["load"], usage: ["open FILE", "open demo"],
    does: "Opens an agreement; demo is the built-in one.", examples: ["open demo"], next: "show",
    takes: .either([.word("demo"), .slot(.file)]),
    needsAgreement: false
  ) { session, parser throws(Diagnostic) in
    guard let (path, span) = try parser.takeRaw() else {
      throw Diagnostic("open needs a file", hint: "open northwind.yaml")
    }
    try parser.end()
    do throws(Diagnostic) {
      return try session.open(path)
    } catch {
      throw error.with { if $0.place == nil { $0.place = parser.source.place(span) } }
    }
  }

  static let new = Command(
    "new", usage: ["new [FILE]"],
    does: "Writes a commented agreement to start from, and opens it; without a file it only opens it.",
    examples: ["new", "new /tmp/our-sla.yaml"], next: "show, then set quota …", takes: .maybe(.slot(.file)),
    needsAgreement: false
  ) { session, parser throws(Diagnostic) in
    let named = try parser.takeRaw()
    let file = named?.text
    try parser.end()
    var home = Home.starter
    let plan = try AgreementReader.plan(bytes: Examples.starter, file: file)
    if let (path, span) = named {
      do throws(Diagnostic) {
        let target = try session.target(path)
        if (try? session.world.read(target)) != nil { throw Diagnostic("\(path) exists already") }
        try session.world.write(target, Examples.starter, false)
        home = .file(target)
      } catch {
        throw error.placed(parser.source.place(span)).with {
          if $0.message.template.hasSuffix("exists already") { ($0.why, $0.hint) = ([], Parser.typed(["open", path])) }
        }
      }
    }
    session.begin(plan, file: file, home: home, bytes: Examples.starter)
    var reply = Reply()
    reply.say(
      file.map { Styled("wrote \($0): a starter to fill in" as Phrase) }
        ?? Styled("a starter agreement: save NAME.yaml keeps it" as Phrase))
    let needed = ["supply", "cost_per_lead", "time_per_opportunity"].filter {
      plan.schema.place(of: $0).map { plan.givens[$0] == nil } ?? false
    }
    reply.say(Styled("still to be said: \(needed.joined(separator: ", "))" as Phrase, .quiet))
    reply.gap()
    reply.blocks += OpeningView(plan: plan, format: session.format).reply().blocks
    return reply
  }

}

extension Session {
  /// Opens a file, or the built-in example.
  public mutating func open(_ path: String) throws(Diagnostic) -> Reply {
    let isExample = path == "demo"
    let bytes = isExample ? Examples.northwind : try world.read(resolved(path))
    let plan = try AgreementReader.plan(bytes: bytes, file: isExample ? nil : path)
    begin(plan, file: isExample ? nil : path, home: isExample ? .demo : .file(resolved(path)), bytes: bytes)
    var reply = OpeningView(plan: plan, format: format, note: isExample ? "example" : nil).reply()
    reply.result = .object([("text", .text("opened \(plan.agreement.title)"))])
    return reply
  }

  /// Makes a plan the open one; there is nothing to undo before it.
  /// - Parameters:
  ///   - home: where it was read from.
  ///   - bytes: what was read.
  mutating func begin(_ plan: Plan, file: String?, home: Home, bytes: [UInt8]) {
    finishStep()
    self.plan = plan
    loaded = plan
    self.file = file
    self.home = home
    original = bytes
    holder = nil
    steps = Steps()
    note(.began(home, bytes: bytes))
  }

  /// A path that is relative to the script that runs.
  func resolved(_ path: String) -> String { path.hasPrefix("/") || folder.isEmpty ? path : "\(folder)/\(path)" }

  /// Where a file is written: below the folder for output, where one is set.
  func target(_ path: String) throws(Diagnostic) -> String {
    guard let outFolder else { return path }
    guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
      throw Diagnostic(
        "\(path) is not below \(outFolder)", why: "With --out, files are written below that folder only.")
    }
    return "\(outFolder)/\(path)"
  }

  /// Writes a file that a line names; what is wrong with it stands at its name.
  func write(
    _ bytes: [UInt8], to path: String, replace: Bool, _ source: Source, _ span: Range<Int>
  ) throws(Diagnostic) {
    do throws(Diagnostic) {
      try world.write(target(path), bytes, replace || replaces)
    } catch {
      let (before, after) = (source.text(0..<span.upperBound), source.text(span.upperBound..<source.text.utf8.count))
      throw error.placed(source.place(span)).with {
        if $0.message.template.hasSuffix("exists already"), $0.hint == nil { $0.hint = before + " replace" + after }
      }
    }
  }
}
