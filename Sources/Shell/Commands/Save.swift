// `save`: the agreement back into its file, or into another one. Only what was changed is changed in the text; what is
// about to be written is read again first and must give the same quantities.
//
//     save                  into the file it came from, if that still is as it was read
//     save replace          the same over whatever the file holds by now
//     save NAME.yaml        into a new file, which is from then on the agreement's; comments come along
//
// A file that another shell has open is not written at all.

import Calc
import Documents
import SLA

extension Command {
  static let save = Command(
    "save", usage: ["save", "save FILE [replace]", "save replace"],
    does: "Writes what was changed into the agreement's file, or all of it into another; the rest stays as it is.",
    examples: ["save /tmp/lean.yaml replace"],
    takes: .then([.maybe(.slot(.file)), .maybe(.word("replace"))])
  ) { session, parser throws(Diagnostic) in
    var named = try parser.takeRaw()
    var replace = try parser.takeWord("replace")
    if named?.text == "replace" { (named, replace) = (nil, true) }
    try parser.end()
    let source = parser.source
    if let (path, span) = named, !session.isOwn(path) {
      return try session.save(as: path, replace: replace, source, span)
    }
    let place = source.place(named?.span ?? parser.whole)
    guard session.file != nil else {
      throw Diagnostic("save needs a file", at: place, hint: session.savingApart)
    }
    do throws(Diagnostic) {
      return try session.saveInPlace(replace: replace)
    } catch {
      throw error.placed(place)
    }
  }
}

extension Session {
  /// Whether a path names the agreement's own file.
  func isOwn(_ path: String) -> Bool {
    guard let file else { return false }
    func plain(_ path: String) -> Substring { path.hasPrefix("./") ? path.dropFirst(2) : path[...] }
    return plain(path) == plain(file)
  }

  /// A name that is free to save under: "northwind-2.yaml" for "northwind.yaml".
  var freeName: String {
    guard let file, let dot = file.lastIndex(of: ".") else { return "our-sla.yaml" }
    return (2...99).lazy.map { file[..<dot] + "-\($0)" + file[dot...] }.first { name in
      (try? target(name)).map { (try? world.read($0)) == nil } ?? true
    } ?? "our-sla.yaml"
  }

  /// What saves under a name that is free.
  fileprivate var savingApart: String { Parser.typed(["save", freeName]) ?? "save our-sla.yaml" }

  /// Writes what was changed into the agreement's own file.
  mutating func saveInPlace(replace: Bool) throws(Diagnostic) -> Reply {
    let plan = try opened()
    guard let file, let location, let original else { throw Diagnostic("save needs a file", hint: savingApart) }
    if let holder {
      throw Diagnostic("\(file) is open in another shell", why: holder, hint: savingApart)
    }
    try refuseInScript(file, location, replace: replace)
    try refuseChanged(file, location, original, replace: replace)
    guard isChanged || replace else { return said("nothing has changed since \(file) was read" as Phrase) }
    let text: String
    do throws(Diagnostic) {
      text = try AgreementEdit.text(of: plan.agreement, in: original)
      try verify(text, plan)
    } catch {
      throw Diagnostic(
        "\(file) cannot be changed in place: \(error.message)", why: "Nothing was written.", hint: savingApart
      ).with { $0.why = error.why + $0.why }
    }
    try world.write(location, Array(text.utf8), true)
    keep(text, plan, in: file, at: location)
    return said("saved \(file)" as Phrase)
  }

  /// Writes the agreement into another file, which it then belongs to.
  mutating func save(
    as path: String, replace: Bool, _ source: Source, _ span: Range<Int>
  ) throws(Diagnostic) -> Reply {
    let plan = try opened()
    guard path.hasSuffix(".yaml") || path.hasSuffix(".yml") || path.hasSuffix(".json") else {
      let name = path.lastIndex(of: ".").map { path[..<$0] } ?? path[...]
      throw Diagnostic(
        "an agreement is saved as YAML", at: source.place(span), hint: Parser.typed(["save", "\(name).yaml"]))
    }
    let (text, isWhole) = try text(of: plan)
    try write(Array(text.utf8), to: path, replace: replace, source, span)
    keep(text, plan, in: path, at: try target(path))
    var reply = said("saved \(path)" as Phrase)
    if !isWhole { reply.say("The text was written anew: comments stay in the old file.", .quiet) }
    return reply
  }

  /// The text of a new file: the old one's with the changes in it, or where that cannot be, one written anew.
  private func text(of plan: Plan) throws(Diagnostic) -> (text: String, keepsComments: Bool) {
    if let original, let text = try? AgreementEdit.text(of: plan.agreement, in: original),
      (try? verify(text, plan)) != nil
    {
      return (text, true)
    }
    let text = try AgreementWriter.text(of: plan.agreement)
    try verify(text, plan)
    return (text, false)
  }

  private func said(_ what: Phrase) -> Reply {
    var reply = Reply(Styled(what))
    reply.result = .object([("text", .text("\(what)"))])
    return reply
  }

  /// From here on the agreement is as its file says; `why` tells the lines of the new text.
  /// - Parameters:
  ///   - file: the file as a person named it.
  ///   - path: where it stands.
  private mutating func keep(_ text: String, _ plan: Plan, in file: String, at path: String) {
    finishStep()
    let bytes = Array(text.utf8)
    let lines = (try? AgreementReader.read(bytes: bytes, file: file))?.lines ?? plan.agreement.lines
    let placed = plan.placed(in: file, lines: lines)
    self.plan = placed
    loaded = placed
    self.file = file
    if location != path { holder = nil }
    home = .file(path)
    original = bytes
    steps.markSaved()
    note(.saved(home, bytes: bytes))
  }

  // MARK: Refused

  /// A script writes over a file only where it says so, and only below the folder for output.
  private func refuseInScript(_ file: String, _ location: String, replace: Bool) throws(Diagnostic) {
    if let outFolder, !location.hasPrefix(outFolder + "/") {
      throw Diagnostic(
        "\(file) is not below \(outFolder)", why: "With --out, files are written below that folder only.",
        hint: Parser.typed(["save", file.split(separator: "/").last.map(String.init) ?? "our-sla.yaml"]))
    }
    guard running.isEmpty || replace || replaces else {
      throw Diagnostic(
        "a script writes over a file only where it says so", why: "“save” alone writes \(file).", hint: "save replace")
    }
  }

  /// What somebody else has written into the file meanwhile is not written over without a word.
  private func refuseChanged(
    _ file: String, _ location: String, _ original: [UInt8], replace: Bool
  ) throws(Diagnostic) {
    guard !replace else { return }
    let bytes: [UInt8]
    do throws(Diagnostic) {
      bytes = try world.read(location)
    } catch {
      throw Diagnostic(
        "\(file) was there when it was opened and cannot be read now",
        why: "What was changed is still here. “save replace” writes the file again.",
        hint: Diagnostic.hint([savingApart, "save replace"])
      ).with { $0.why = error.why + $0.why }
    }
    guard bytes != original else { return }
    throw Diagnostic(
      "\(file) has changed on disk since it was read", why: "Somebody, or another program, has written to it.",
      "“\(savingApart)” keeps both, “open” reads theirs and drops yours, “save replace” writes yours over theirs.",
      hint: Diagnostic.hint([savingApart, Parser.typed(["open", file]), "save replace"].compactMap { $0 }))
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
