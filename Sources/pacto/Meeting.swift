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
  /// Whether the effect of a line is shown before Enter.
  private let previews: Bool
  /// Columns to write for; nil for those of the terminal.
  private let width: Int?
  /// What keeps the lines typed, here and in other shells; nil where nothing is kept.
  private var history: HistoryFile?
  private var hasToldOfHistory = false
  /// What keeps what was done; nil where nothing is kept.
  private var journal: JournalKeeper?
  private let waiting: Waiting
  private var lock = AgreementLock()

  /// - Parameter state: the folder for history and journal, nil to keep neither.
  init(session: Session, output: Output, state: String?, previews: Bool, width: Int?) {
    self.session = session
    self.output = output
    self.previews = previews
    self.width = width
    history = state.map { HistoryFile(path: $0 + "/history") }
    journal = state.map { JournalKeeper(folder: $0 + "/journal") }
    waiting = Waiting(accessible: output.plain.accessible)
    self.session.isJournaled = journal != nil
    self.session.world.progress = waiting.progress(stops: true)
  }

  /// - Returns: the exit code.
  mutating func run() -> Int32 {
    defer { lock.release() }
    var options = Editor.Options(name: "pacto")
    options.colour = output.plain.colour
    options.hints = previews && !output.plain.accessible
    guard let editor = Editor(options) else { return 2 }
    for reply in note() { output.write("open", reply) }
    if news(for: editor).isEmpty { Output.send(output.plain.styled(Meeting.firstHint) + "\n", to: STDOUT_FILENO) }
    var hasAsked = false
    while true {
      claim()
      news(for: editor)
      editor.follow(session, width: width)
      let name = session.prompt
      let prompt = StyledText(String(name.dropLast(2)), .bold)
      switch editor.readLine(prompt: Meeting.joined(prompt, "> ")) {
      case .line(let line):
        guard line.contains(where: { $0 != " " && $0 != "\t" }) else { continue }
        remember(line, editor)
        output.plain.width = TerminalFacts.width(width)
        if session.isChanged, !hasAsked, session.leaves(line) {
          hasAsked = true
          warn(Styled(", typing it again leaves them."))
        } else if carryOut(line, givenUp: hasAsked && session.leaves(line)) {
          if !self.session.isChanged || hasAsked { return end() }
          hasAsked = true
          warn(Styled(", quit again leaves."))
        } else {
          hasAsked = false
        }
      case .interrupted: hasAsked = false
      case .endOfInput:
        if !self.session.isChanged || hasAsked { return end() }
        hasAsked = true
        warn(Styled(", quit again leaves."))
      case .terminated(let signal): return 128 + signal
      }
    }
  }

  /// What was typed since the last prompt, here and in other shells, becomes the editor's to go back to.
  @discardableResult
  private mutating func news(for editor: Editor) -> [String] {
    do throws(HistoryFile.Failure) {
      let lines = try history?.news() ?? []
      for line in lines { editor.remember(line) }
      return lines
    } catch {
      tell(error)
      return []
    }
  }

  /// Keeps a line that was typed.
  private mutating func remember(_ line: String, _ editor: Editor) {
    do throws(HistoryFile.Failure) {
      guard let history else { return editor.remember(line) }
      try history.append(line)
    } catch {
      editor.remember(line)
      tell(error)
    }
  }

  /// Says once that the lines typed are not kept.
  private mutating func tell(_ failure: HistoryFile.Failure) {
    guard !hasToldOfHistory else { return }
    hasToldOfHistory = true
    let line = Styled("\(failure.path) cannot be used: lines are kept for this session only. ", .quiet)
    Output.send(output.plain.styled(line + Styled(Disk.reason(failure.code), .quiet)) + "\n", to: STDERR_FILENO)
  }

  /// The meeting ends as its person wants it.
  private mutating func end() -> Int32 {
    journal?.end()
    return 0
  }

  /// Notes what was done, before anybody is told that it was.
  private mutating func note(givenUp: Bool = false) -> [Reply] {
    journal?.note(&session, givenUp: givenUp) ?? []
  }

  private static let firstHint: Styled =
    Styled("Try  ", .quiet) + Styled("set close rate +1pp", .code)
    + Styled("   Tab completes, undo takes back, help explains.", .quiet)

  private static func joined(_ a: StyledText, _ b: String) -> StyledText {
    var result = a
    result.append(b)
    return result
  }

  /// - Parameter givenUp: whether the person said that what was not saved may go.
  /// - Returns: whether the session is to end.
  private mutating func carryOut(_ line: String, givenUp: Bool) -> Bool {
    waiting.begin()
    do throws(Diagnostic) {
      var ends = false
      let replies = try session.execute(Source(line))
      waiting.end()
      let notes = note(givenUp: givenUp)
      for (command, reply) in replies {
        output.write(command, reply)
        ends = ends || reply.ends
      }
      for reply in notes { output.write(line, reply) }
      return ends
    } catch {
      waiting.end()
      let text = error.isStopped ? "\(error.message)\n" : output.plain.error(error)
      Output.send(text, to: STDERR_FILENO)
      return false
    }
  }

  /// Holds the file of the agreement that is open now, and says where that is not to be had.
  private mutating func claim() {
    let said = lock.claim(session.location)
    session.holder = lock.holder
    session.world.write = Disk.writing(sparing: lock)
    for line in said { Output.send(output.plain.styled(line) + "\n", to: STDERR_FILENO) }
  }

  private func warn(_ otherwise: Styled) {
    let text: Styled =
      Styled("Changes are not saved: ", .strong) + Styled("save FILE", .code)
      + Styled(" keeps them") + otherwise
    Output.send(output.plain.styled(text) + "\n", to: STDOUT_FILENO)
  }
}
