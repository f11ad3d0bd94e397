// A session as it reads on a terminal of 80 columns, kept as a file:
//
//     # What it shows, in a sentence.
//     --- weekly.pacto ---                 a file that is there before the session begins, up to a line of `---`
//     open demo
//     ---
//     $ pacto demo -c                      opens an agreement without showing it, as -c does
//     pacto> run weekly.pacto              the prompt, what was typed, and below it the answer, to the last blank
//     …
//     $ cat plan.md                        what a file holds that the session wrote
//     $ kill -9                            the shell is killed, and another one opens the agreement
//     $ echo # ours >> plan.yaml           somebody else writes into a file, or removes it with rm
//
// Playing one gives its text anew; the test compares the two.

import Calc
import Shell

/// One recorded session.
struct Transcript {
  /// Lines that begin with `#` before everything else.
  var heading: [Substring] = []
  var files: [(name: String, text: String)] = []
  /// What was typed, line by line.
  var typed: [Typed] = []

  enum Typed: Equatable {
    /// At the prompt.
    case line(String)
    /// `$ pacto FILE -c`: opened without being shown.
    case open(String)
    /// `$ kill -9`
    case kill
    /// `$ cat FILE`
    case cat(String)
    /// `$ echo TEXT >> FILE`
    case append(String, to: String)
    /// `$ rm FILE`
    case remove(String)
  }

  init(_ text: String) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    while let line = lines.first, line.hasPrefix("#") { heading.append(line); lines.removeFirst() }
    while let line = lines.first, line.hasPrefix("--- "), line.hasSuffix(" ---") {
      lines.removeFirst()
      let end = lines.firstIndex(of: "---") ?? lines.endIndex
      files.append((String(line.dropFirst(4).dropLast(4)), lines[..<end].map { $0 + "\n" }.joined()))
      lines = lines[end...].dropFirst()
    }
    for line in lines {
      if line.hasPrefix("$ pacto "), line.hasSuffix(" -c") {
        typed.append(.open(String(line.dropFirst(8).dropLast(3))))
      } else if line == "$ kill -9" {
        typed.append(.kill)
      } else if line.hasPrefix("$ cat ") {
        typed.append(.cat(String(line.dropFirst(6))))
      } else if line.hasPrefix("$ echo "), let to = line.firstRange(of: " >> ") {
        typed.append(
          .append(String(line[..<to.lowerBound].dropFirst(7)), to: String(line[to.upperBound...])))
      } else if line.hasPrefix("$ rm ") {
        typed.append(.remove(String(line.dropFirst(5))))
      } else if let prompt = Transcript.prompt(of: line) {
        typed.append(.line(String(line.dropFirst(prompt.count))))
      }
    }
  }

  /// "base*> " at the start of a line: a word, then `> `.
  private static func prompt(of line: Substring) -> Substring? {
    guard let end = line.firstIndex(of: ">") else { return nil }
    let word = line[..<end]
    let isWord = word.first?.isLetter == true && word.allSatisfy { $0.isLetter || $0.isNumber || "_-*".contains($0) }
    guard isWord, line[end...].dropFirst().first ?? " " == " " else { return nil }
    return line[...end].count == line.count ? line[...end] : line[...line.index(after: end)]
  }

  /// The session carried out again, as text.
  func played() -> String {
    let disk = MemoryDisk(Dictionary(files.map { ($0.name, $0.text) }) { $1 })
    var session = Session(world: disk.world, origin: .prompt)
    session.isJournaled = true
    var journal = MemoryJournal()
    let plain = Plain(width: 80)
    var out = heading.map { $0 + "\n" }.joined()
    for file in files { out += "--- \(file.name) ---\n\(file.text)---\n" }
    for typed in typed {
      switch typed {
      case .open(let name):
        out += "$ pacto \(name) -c\n"
        do throws(Diagnostic) { _ = try session.execute(Source("open \"\(name)\"")) } catch {
          out += plain.error(error)
        }
      case .kill:
        out += "$ kill -9\n"
        do throws(Diagnostic) {
          let reply = try journal.reopen(&session, Session(world: disk.world, origin: .prompt))
          out += plain.text(reply ?? Reply("there is nothing to recover"))
        } catch {
          out += plain.error(error)
        }
      case .cat(let name): out += "$ cat \(name)\n" + (disk.text(name) ?? "there is no file \(name)\n")
      case .append(let text, let name):
        out += "$ echo \(text) >> \(name)\n"
        disk.put(name, (disk.text(name) ?? "") + text + "\n")
      case .remove(let name):
        out += "$ rm \(name)\n"
        disk.put(name, nil)
      case .line(let line):
        out += session.prompt + line + "\n"
        do throws(Diagnostic) {
          for (_, reply) in try session.execute(Source(line)) { out += plain.text(reply) }
        } catch {
          out += plain.error(error)
        }
      }
      journal.note(&session)
      if !out.hasSuffix("\n") { out += "\n" }
    }
    return out
  }
}
