// A script: the same lines as at the prompt, one command a line. It stops at the first line in error and says where;
// every assert runs, also after one that failed, and the end counts them.

import Calc
import Documents
import SLA

/// The lines of a scenario file.
public struct Script: Sendable {
  public let path: String
  public let lines: [Substring]
  /// What became of it so far.
  public struct Tally: Sendable, Equatable {
    public var passed = 0
    public var failed = 0
    public var errors = 0

    public init() {}

    mutating func count(_ reply: Reply) {
      if reply.assertion == true { passed += 1 }
      if reply.assertion == false { failed += 1 }
    }

    public static func += (a: inout Tally, b: Tally) {
      a.passed += b.passed
      a.failed += b.failed
      a.errors += b.errors
    }

    /// "12 passed, 1 failed"; nil where nothing was asserted.
    public var sentence: Phrase? {
      passed + failed == 0 ? nil : "\(passed) passed, \(failed) failed"
    }
  }

  /// Reads a script.
  /// - Parameter place: where it was asked for.
  public init(path: String, world: World, at place: Place? = nil) throws(Diagnostic) {
    self.path = path
    let bytes: [UInt8]
    do throws(Diagnostic) { bytes = try world.read(path) } catch {
      throw error.with { if let place, $0.place == nil { $0.place = place } }
    }
    guard bytes.count <= 4_194_304 else {
      throw Diagnostic("\(path) is larger than 4 MB: is it a script?", at: place)
    }
    var text = String(decoding: bytes, as: UTF8.self)
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).flatMap {
      $0.split(separator: "\r\n", omittingEmptySubsequences: false)
    }
  }

  /// The folder it stands in.
  var folder: String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "" }

  /// Carries the script out.
  /// - Parameters:
  ///   - keepGoing: goes on after an error; the tally counts it.
  ///   - say: receives every answer and every error as it comes.
  public func run(
    in session: inout Session, keepGoing: Bool = false, say: (String, Result<Reply, Diagnostic>) -> Void
  ) -> Tally {
    var tally = Tally()
    guard !session.running.contains(path), session.running.count < 16 else {
      say(
        path, .failure(Diagnostic("\(path) runs itself", why: "\((session.running + [path]).joined(separator: " → "))"))
      )
      tally.errors += 1
      return tally
    }
    let folder = session.folder
    session.running.append(path)
    session.folder = self.folder
    // A script means the same wherever it runs, also from the prompt of an agreement in another language.
    let origin = session.origin
    session.origin = .script
    defer {
      session.origin = origin
      session.running.removeLast()
      session.folder = folder
    }
    for (number, line) in lines.enumerated() {
      let source = Source(String(line), file: path, firstLine: number + 1)
      do throws(Diagnostic) {
        var isOver = false
        for (command, reply) in try session.execute(source) {
          tally.count(reply)
          if let inner = reply.tally { tally += inner }
          say(command, .success(reply))
          isOver = isOver || reply.ends
        }
        if isOver { return tally }
      } catch {
        tally.errors += 1
        say(trimmed(String(line)), .failure(error))
        if !keepGoing { return tally }
      }
    }
    if let expectation = session.expectation {
      session.expectation = nil
      tally.failed += 1
      var reply = Reply(
        Styled("✗ ", .bad) + Styled("expected an error with “\(expectation.text)”, but the script ended"))
      reply.outcome = .no
      say("expect error", .success(reply))
    }
    return tally
  }

  /// Carries the script out as one line of another one: its answers are told in one.
  mutating func include(in session: inout Session) throws(Diagnostic) -> Reply {
    var all = Reply()
    var fault: Diagnostic?
    var inner: [@Sendable () -> JSON] = []
    var rows: [@Sendable () -> [String]] = []
    let tally = run(in: &session) { _, outcome in
      switch outcome {
      case .success(let reply):
        all.blocks += reply.blocks
        if let cells = reply.cells { rows.append(cells) }
        if reply.outcome == .no { all.outcome = .no }
        if let answer = reply.answer { inner.append(answer) }
      case .failure(let error): fault = error
      }
    }
    if let fault { throw fault }
    all.tally = tally
    all.answer = { [inner] in .array(inner.map { $0() }) }
    all.cells = { [rows] in rows.flatMap { $0() } }
    if let sentence = tally.sentence { all.say(sentence) }
    return all
  }
}
