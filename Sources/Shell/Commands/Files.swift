// `open`, `new`, `save`: the agreement and its file.

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
    let plan = try AgreementReader.plan(bytes: Examples.starter, file: file)
    if let (path, span) = named {
      do throws(Diagnostic) {
        let target = try session.target(path)
        if (try? session.world.read(target)) != nil { throw Diagnostic("\(path) exists already") }
        try session.world.write(target, Examples.starter, false)
      } catch {
        throw error.placed(parser.source.place(span)).with {
          if $0.message.template.hasSuffix("exists already") { ($0.why, $0.hint) = ([], "open \(path)") }
        }
      }
    }
    session.begin(plan, file: file)
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

  static let save = Command(
    "save", usage: ["save FILE [replace]"],
    does: "Writes the whole agreement to a file.", examples: ["save /tmp/lean.yaml replace"],
    takes: .then([.slot(.file), .maybe(.word("replace"))])
  ) { session, parser throws(Diagnostic) in
    let plan = try session.opened()
    let named = try parser.takeRaw()
    var path = named?.text
    var replace = try parser.takeWord("replace")
    if path == "replace" {
      path = nil
      replace = true
    }
    try parser.end()
    guard let path = path ?? (replace ? session.file : nil) else {
      throw Diagnostic(
        session.file == nil
          ? "save needs a file" : "saving into the same file without disturbing its text is not built yet",
        why: "“save FILE” writes the whole agreement to a new file; comments stay in the old one.",
        hint: "save \(Command.newName(session.file))")
    }
    guard path.hasSuffix(".yaml") || path.hasSuffix(".yml") || path.hasSuffix(".json") else {
      let name = path.lastIndex(of: ".").map { path[..<$0] } ?? path[...]
      throw Diagnostic(
        "an agreement is saved as YAML", at: named.map { parser.source.place($0.span) }, hint: "save \(name).yaml")
    }
    let text = try AgreementWriter.text(of: plan.agreement)
    try session.verify(text, plan)
    let span = named?.text == path ? named?.span : nil
    try session.write(Array(text.utf8), to: path, replace: replace, parser.source, span ?? parser.whole)
    session.file = path
    session.isExample = false
    session.loaded = plan
    var reply = Reply(Styled("saved \(path)" as Phrase))
    reply.result = .object([("text", .text("saved \(path)"))])
    return reply
  }

  /// "northwind-2.yaml" for "northwind.yaml".
  private static func newName(_ file: String?) -> String {
    guard let file, let dot = file.lastIndex(of: ".") else { return "our-sla.yaml" }
    return file[..<dot] + "-2" + file[dot...]
  }
}

extension Session {
  /// Opens a file, or the built-in example.
  public mutating func open(_ path: String) throws(Diagnostic) -> Reply {
    let isExample = path == "demo"
    let bytes = isExample ? Examples.northwind : try world.read(resolved(path))
    let plan = try AgreementReader.plan(bytes: bytes, file: isExample ? nil : path)
    begin(plan, file: isExample ? nil : path)
    self.isExample = isExample
    var reply = OpeningView(plan: plan, format: format, note: isExample ? "example" : nil).reply()
    reply.result = .object([("text", .text("opened \(plan.agreement.title)"))])
    return reply
  }

  /// Makes a plan the open one; there is nothing to undo before it.
  mutating func begin(_ plan: Plan, file: String?) {
    self.plan = plan
    loaded = plan
    self.file = file
    isExample = false
    past = []
    future = []
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

  /// What is about to be written must read back and give the same quantities.
  func verify(_ text: String, _ plan: Plan) throws(Diagnostic) {
    let again: Plan
    do throws(Diagnostic) {
      again = try AgreementReader.plan(bytes: Array(text.utf8), file: nil)
    } catch {
      throw Diagnostic("nothing was saved: what would be written does not read back", why: error.message)
    }
    for name in [Scenario.base] + plan.agreement.scenarios.map(\.name) {
      let (a, b) = (try plan.switched(to: name), try again.switched(to: name))
      for (place, definition) in a.schema.definitions.enumerated() where definition.role != .test {
        guard let other = b.schema.place(of: definition.name) else { continue }
        let (x, y) = (a.sheet.grid(place), b.sheet.grid(other))
        guard x.shape == y.shape, !zip(x.cells, y.cells).contains(where: { Sheet.differs($0, $1) }) else {
          throw Diagnostic(
            "nothing was saved: \(definition.name) in \(name) would read back as another value",
            why: "A file cannot hold these changes as they are.")
        }
      }
    }
  }
}
