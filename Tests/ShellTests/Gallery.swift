// The gallery of mistakes: what somebody types, and the whole answer, readable as a session.
//
//     # a currency that is not the agreement's
//     > set close_rate 4 USD
//     error: close_rate is a percentage, not money
//       set close_rate 4 USD
//                        ^^^ money
//
// `# ` begins an entry, and with it a fresh session on the demo. `> ` is a line carried out in it, `$ ` a command line
// of the built program in a fresh folder. A file that is needed stands between ``` NAME and ```. `\u{1B}` in what is
// typed is that character. What an entry needs else stands behind its title: [prompt], [spanish prompt], [nothing open].
// What stands above the first entry is for people.

import Calc
import Testing

@testable import Shell

/// A file of the gallery.
struct Gallery {
  /// What is said above the entries.
  var head: [String] = []
  var entries: [Entry] = []

  struct Entry {
    var title: String
    /// The lines as they stand, what they answer left out.
    var steps: [Step] = []

    var isAtPrompt: Bool { title.contains("[prompt]") || isSpanish }
    var isSpanish: Bool { title.contains("[spanish prompt]") }
    var isEmpty: Bool { title.contains("[nothing open]") }
  }

  enum Step {
    case file(name: String, lines: [String])
    case typed(line: String, answer: [String])
    case program(line: String, answer: [String])
  }

  init(_ text: String) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...]
    while let line = lines.popFirst() {
      if line.hasPrefix("# ") {
        entries.append(Entry(title: String(line.dropFirst(2))))
      } else if entries.isEmpty {
        head.append(line)
      } else if line.hasPrefix("``` ") {
        let body = lines.prefix { $0 != "```" }
        lines = lines.dropFirst(body.count + 1)
        add(.file(name: String(line.dropFirst(4)), lines: Array(body)))
      } else if line.hasPrefix("> ") || line == ">" {
        add(.typed(line: String(line.dropFirst(2)), answer: []))
      } else if line.hasPrefix("$ ") {
        add(.program(line: String(line.dropFirst(2)), answer: []))
      } else {
        answer(line)
      }
    }
  }

  private mutating func add(_ step: Step) { entries[entries.count - 1].steps.append(step) }

  /// One more line of the last step's answer; blank lines count only between others.
  private mutating func answer(_ line: String) {
    guard let last = entries.indices.last, let step = entries[last].steps.indices.last else { return }
    switch entries[last].steps[step] {
    case .file: break
    case .typed(let typed, let answer): entries[last].steps[step] = .typed(line: typed, answer: answer + [line])
    case .program(let typed, let answer): entries[last].steps[step] = .program(line: typed, answer: answer + [line])
    }
  }

  /// The file as it is written.
  var text: String {
    var lines = Gallery.trimmed(head)
    for entry in entries {
      if !lines.isEmpty { lines.append("") }
      lines.append("# \(entry.title)")
      for step in entry.steps {
        switch step {
        case .file(let name, let body): lines += ["``` \(name)"] + body + ["```"]
        case .typed(let line, let answer): lines += ["> \(line)"] + Gallery.trimmed(answer)
        case .program(let line, let answer): lines += ["$ \(line)"] + Gallery.trimmed(answer)
        }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Lines without blank ones at their end.
  static func trimmed(_ lines: [String]) -> [String] {
    Array(lines.reversed().drop { $0.isEmpty }.reversed())
  }
}

extension Gallery.Entry {
  /// What happened at one of the steps.
  struct Outcome {
    var answer: [String]
    var fault: Diagnostic?
    /// The session before it.
    var before: Session
  }

  /// Carries the entry out.
  /// - Returns: for each of its steps, what it answered; nil for files.
  func outcomes() throws -> [Outcome?] {
    var files: [String: [UInt8]] = [:]
    var session = try opened(files)
    var terminal: Terminal?
    return try steps.map { step in
      switch step {
      case .file(let name, let lines):
        files[name] = Array((Gallery.unescaped(lines.joined(separator: "\n")) + "\n").utf8)
        session.world = World.holding(files)
        return nil
      case .typed(let line, _):
        let before = session
        do throws(Diagnostic) {
          let replies = try session.execute(Source(Gallery.unescaped(line)))
          return Outcome(
            answer: Gallery.lines(replies.map { Plain(width: 80).text($0.reply) }.joined()), before: before)
        } catch {
          return Outcome(answer: Gallery.lines(Plain(width: 80).error(error)), fault: error, before: before)
        }
      case .program(let line, _):
        let place = try terminal ?? Terminal(files.mapValues { String(decoding: $0, as: UTF8.self) })
        terminal = place
        let run = try place.run(line)
        return Outcome(
          answer: Gallery.lines(run.output + run.errors) + (run.code == 0 ? [] : ["exit \(run.code)"]), before: session)
      }
    }
  }

  private func opened(_ files: [String: [UInt8]]) throws -> Session {
    var session = Session(world: World.holding(files))
    guard !isEmpty else { return session }
    if isSpanish {
      let text = String(decoding: Examples.northwind, as: UTF8.self)
      let spanish = text.split(separator: "\n", omittingEmptySubsequences: false).map {
        $0.hasPrefix("language: ") ? "language: es" : $0
      }.joined(separator: "\n")
      session.world = World.holding(["spanish.yaml": Array(spanish.utf8)])
      _ = try session.execute(Source("open spanish.yaml"))
      session.world = World.holding(files)
    } else {
      _ = try session.execute(Source("open demo"))
    }
    if isAtPrompt { session.origin = .prompt }
    return session
  }
}

extension Gallery {
  static func lines(_ text: String) -> [String] {
    trimmed(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
  }

  /// `\u{1B}` as the character it stands for.
  static func unescaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while let first = rest.popFirst() {
      if first == "\\", rest.starts(with: "u{".unicodeScalars), let end = rest.firstIndex(of: "}"),
        let value = UInt32(String(rest[..<end].dropFirst(2)), radix: 16), let scalar = Unicode.Scalar(value)
      {
        result.append(scalar)
        rest = rest[rest.index(after: end)...]
      } else {
        result.append(first)
      }
    }
    return String(result)
  }
}

extension World {
  /// A world of files that are given; what is written goes nowhere.
  static func holding(_ files: [String: [UInt8]]) -> World {
    World(
      read: { path throws(Diagnostic) in
        guard let bytes = files[path] else { throw Diagnostic("there is no file \(path)") }
        return bytes
      },
      write: { _, _, _ throws(Diagnostic) in })
  }
}
