// The interactive shell: reads lines with the editor, carries them out, shows the answers.

import Calc
import Documents
import Glibc
import LineEditor
import Shell

/// A session at a terminal.
struct Meeting {
  var session: Session
  var output: Output
  var keepsHistory: Bool
  /// Whether the effect of a line is shown before Enter.
  var previews: Bool
  /// Columns to write for; nil for those of the terminal.
  var width: Int?
  private let waiting: Waiting

  init(session: Session, output: Output, keepsHistory: Bool, previews: Bool, width: Int?) {
    self.session = session
    self.output = output
    self.keepsHistory = keepsHistory
    self.previews = previews
    self.width = width
    waiting = Waiting(accessible: output.plain.accessible)
    self.session.world.progress = waiting.progress(stops: true)
  }

  /// - Returns: the exit code.
  mutating func run() -> Int32 {
    var options = Editor.Options(name: "pacto")
    options.colour = output.plain.colour
    options.hints = previews && !output.plain.accessible
    guard let editor = Editor(options) else { return 2 }
    let history = keepsHistory ? TerminalFacts.stateFolder.map { HistoryFile(path: $0 + "/history") } : nil
    let past = history.flatMap { try? $0.load() } ?? []
    for line in past { editor.remember(line) }
    if past.isEmpty { Output.send(output.plain.styled(Meeting.firstHint) + "\n", to: STDOUT_FILENO) }
    var hasAsked = false
    while true {
      editor.follow(session, width: width)
      let name = session.prompt
      let prompt = StyledText(String(name.dropLast(2)), .bold)
      switch editor.readLine(prompt: Meeting.joined(prompt, "> ")) {
      case .line(let line):
        guard line.contains(where: { $0 != " " && $0 != "\t" }) else { continue }
        editor.remember(line)
        try? history?.append(line)
        output.plain.width = TerminalFacts.width(width)
        if carryOut(line) {
          if !self.session.isChanged || hasAsked { return 0 }
          hasAsked = true
          warn()
        } else {
          hasAsked = false
        }
      case .interrupted: hasAsked = false
      case .endOfInput:
        if !self.session.isChanged || hasAsked { return 0 }
        hasAsked = true
        warn()
      case .terminated(let signal): return 128 + signal
      }
    }
  }

  private static let firstHint: Styled =
    Styled("Try  ", .quiet) + Styled("set close rate +1pp", .code)
    + Styled("   Tab completes, undo takes back, help explains.", .quiet)

  private static func joined(_ a: StyledText, _ b: String) -> StyledText {
    var result = a
    result.append(b)
    return result
  }

  /// - Returns: whether the session is to end.
  private mutating func carryOut(_ line: String) -> Bool {
    waiting.begin()
    do throws(Diagnostic) {
      var ends = false
      let replies = try session.execute(Source(line))
      waiting.end()
      for (command, reply) in replies {
        output.write(command, reply)
        ends = ends || reply.ends
      }
      return ends
    } catch {
      waiting.end()
      let text = error.isStopped ? "\(error.message)\n" : output.plain.error(error)
      Output.send(text, to: STDERR_FILENO)
      return false
    }
  }

  private func warn() {
    let text: Styled =
      Styled("Changes are not saved: ", .strong) + Styled("save FILE", .code)
      + Styled(" keeps them, quit again leaves.")
    Output.send(output.plain.styled(text) + "\n", to: STDOUT_FILENO)
  }
}
