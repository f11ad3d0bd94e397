// Everything that runs without a person at a terminal: `-c`, a pipe, scripts, `check`. Stops at the first error; the
// exit code is the worst that happened: 2 an error, 1 a no, 0 yes.

import Calc
import Documents
import Glibc
import Shell

/// Carries lines out and remembers how it went.
struct Batch {
  private var session = Session(world: Disk.world)
  private var output: Output
  private var tally = Script.Tally()
  private var isNo = false
  private var hasFailed = false
  private(set) var isOver = false
  private let waiting: Waiting

  init(output: Output) {
    self.output = output
    waiting = Waiting(accessible: output.plain.accessible)
    session.world.progress = waiting.progress(stops: false)
  }

  /// A session of its own for a script or a check.
  private func fresh() -> Session {
    var world = Disk.world
    world.progress = waiting.progress(stops: false)
    return Session(world: world)
  }

  /// The exit code.
  func finish() -> Int32 {
    if let expectation = session.expectation, !hasFailed {
      Output.send("✗ expected an error with “\(expectation.text)”, but there were no more lines\n", to: STDERR_FILENO)
      return 1
    }
    return hasFailed ? 2 : isNo ? 1 : 0
  }

  mutating func open(_ agreement: String?) {
    guard let agreement else { return }
    do throws(Diagnostic) {
      _ = try session.open(agreement)
    } catch {
      fail("open \(agreement)", error.with { if $0.place?.file == nil { $0.place = nil } })
    }
  }

  mutating func carryOut(_ source: Source) {
    waiting.begin()
    do throws(Diagnostic) {
      let replies = try session.execute(source)
      waiting.end()
      for (command, reply) in replies { answer(command, reply) }
    } catch {
      waiting.end()
      fail(source.text, error)
    }
  }

  private mutating func answer(_ command: String, _ reply: Reply) {
    output.write(command, reply)
    if reply.outcome == .no { isNo = true }
    if reply.ends { isOver = true }
  }

  private mutating func fail(_ command: String, _ error: Diagnostic) {
    hasFailed = true
    isOver = true
    if output.format == .json {
      let fields: [(String, JSON)] = [
        ("message", .text("\(error.message)")), ("file", .text(error.place?.file)),
        ("line", error.place.map { .int($0.line) } ?? .null), ("column", error.place.map { .int($0.column) } ?? .null),
        ("hint", .text(error.hint))
      ]
      let line = JSON.object([
        ("command", .text(String(command.prefix(200)))), ("ok", .bool(false)), ("error", .object(fields))
      ])
      Output.send(line.written + "\n", to: STDOUT_FILENO)
    }
    Output.send(output.plain.error(error), to: STDERR_FILENO)
  }

  // MARK: Pipes

  /// Carries out the lines of standard input as they come.
  mutating func readLines() {
    var pending: [UInt8] = []
    var isTooLong = false
    var number = 0
    var chunk = [UInt8](repeating: 0, count: 65_536)
    func flush(_ batch: inout Batch) {
      number += 1
      if isTooLong { pending = Array(pending.prefix(60)) + [UInt8](repeating: 0x2E, count: Session.longestLine) }
      if pending.last == 0x0D { pending.removeLast() }
      // What some programs write before a text to say that it is UTF-8.
      if number == 1, pending.starts(with: [0xEF, 0xBB, 0xBF]) { pending.removeFirst(3) }
      batch.carryOut(Source(String(decoding: pending, as: UTF8.self), firstLine: number))
      pending = []
      isTooLong = false
    }
    while !isOver {
      let count = read(STDIN_FILENO, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { break }
      for byte in chunk[..<count] where !isOver {
        if byte == 0x0A {
          flush(&self)
        } else if pending.count > 1 << 20 {
          isTooLong = true
        } else {
          pending.append(byte)
        }
      }
    }
    if !pending.isEmpty, !isOver { flush(&self) }
  }

  // MARK: Scripts and checks

  mutating func run(_ path: String, keepGoing: Bool, out: String?, replace: Bool) {
    session = fresh()
    session.outFolder = out
    session.replaces = replace
    do throws(Diagnostic) {
      if let out { try Disk.makeFolder(out) }
      let script = try Script(path: path, world: session.world)
      var copy = self
      let tally = script.run(in: &session, keepGoing: keepGoing) { command, outcome in
        switch outcome {
        case .success(let reply): copy.answer(command, reply)
        case .failure(let error): copy.fail(command, error)
        }
      }
      (output, isNo, hasFailed) = (copy.output, copy.isNo, copy.hasFailed)
      self.tally += tally
      if let sentence = tally.sentence, output.format == .text { Output.send("\(sentence)\n", to: STDOUT_FILENO) }
      if tally.failed > 0 { isNo = true }
    } catch {
      fail("run \(path)", error)
    }
  }

  mutating func check(_ path: String, titled: Bool, brief: Bool) {
    session = fresh()
    do throws(Diagnostic) {
      _ = try session.open(path)
      if brief, output.format == .text {
        let lines = session.brokenPromises
        if !lines.isEmpty { isNo = true }
        for line in lines {
          Output.send(Safe.terminal((titled ? "\(path): " : "") + line) + "\n", to: STDOUT_FILENO)
        }
        return
      }
      if titled, output.format == .text { Output.send("\(Safe.terminal(path))\n", to: STDOUT_FILENO) }
      for (command, reply) in try session.execute(Source("check")) { answer(command, reply) }
    } catch {
      fail("check \(path)", error.with { if $0.place?.file == nil { $0.place = nil } })
    }
  }

  mutating func writeExamples(_ folder: String) {
    do throws(Diagnostic) {
      try Disk.makeFolder(folder)
      for (name, bytes) in Examples.files {
        try Disk.write("\(folder)/\(name)", bytes, false)
        Output.send("wrote \(folder)/\(name)\n", to: STDOUT_FILENO)
      }
      Output.send(
        "try  pacto \(folder)/northwind.yaml   or   pacto run \(folder)/quarter.pacto --out \(folder)\n",
        to: STDOUT_FILENO)
    } catch {
      fail("demo", error)
    }
  }
}

extension Disk {
  /// Makes a folder where there is none.
  static func makeFolder(_ path: String) throws(Diagnostic) {
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw failure("\(path) cannot be made", errno) }
  }
}
