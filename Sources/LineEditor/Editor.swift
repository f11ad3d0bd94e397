// Reads lines from a terminal: libedit edits them, this adds what libedit lacks. The work is shared like this:
//
//     bytes ─ KeyDecoder ─ keys ─ Editor.nextCharacter ─ characters ─ libedit ─ commands ─ the line on the screen
//     signals ─ SignalPipe ──────────┘      │                            └─ Tab, Ctrl-R, Ctrl-_, Ctrl-L: EditorCommands
//                                           └─ HintRow, when nothing more has been typed
//
// libedit asks for one character at a time (`nextCharacter`) and has everything it drew on the screen by then, so that
// is where the editor looks at the line, redraws the hint, and answers signals. A change of its own (a completion, an
// undo, a piece of a paste) goes to libedit as a private key bound to a command that puts the new line in place.

import CEdit
import Glibc

/// A line editor on a terminal. One at a time in a process; used from the thread that made it.
public final class Editor {
  /// How reading a line ended.
  public enum Outcome: Equatable, Sendable {
    /// Enter; the line without its newline.
    case line(String)
    /// Ctrl-C: the line is abandoned.
    case interrupted
    /// Ctrl-D on an empty line.
    case endOfInput
    /// The terminal is gone or the program was told to end, by this signal.
    case terminated(Int32)
  }

  /// What is decided once.
  public struct Options: Sendable {
    /// The name that `~/.editrc` knows the program by (`pacto:bind …`).
    public var name: String
    /// Whether prompt and hint are coloured.
    public var colour = true
    /// Whether there is a hint row. There is none on a terminal that cannot move its cursor.
    public var hints = true
    /// Whether `~/.editrc` (or `$EDITRC`) is read.
    public var readsSettings = true
    /// The entries of history kept in memory.
    public var historyLimit = 5_000

    public init(name: String) { self.name = name }
  }

  /// The few words the editor itself shows, for translation.
  public struct Words: Sendable {
    /// At the end of a list of candidates that was cut.
    public var more: @Sendable (Int) -> String = { "… \($0) more" }
    /// Before what is searched for.
    public var search = "search:"
    public var searchFailed = "search, nothing found:"

    public init() {}
  }

  /// The candidates for the word at the cursor (a place in UTF-8 bytes), asked for by Tab.
  public var complete: (_ line: String, _ cursor: Int) -> Completions? = { _, _ in nil }
  /// What the hint row says under this line, in so many cells. Asked for when the line changed and nothing more was
  /// typed meanwhile, never twice in a row for the same line and width.
  public var preview: (_ line: String, _ columns: Int) -> StyledText? = { _, _ in nil }
  public var words = Words()
  /// The lines that Up and Ctrl-R find, oldest first.
  public private(set) var history: [String] = []

  let options: Options
  let terminal: Terminal
  let signals: SignalPipe
  let el: OpaquePointer
  private let past: OpaquePointer
  private let files: [UnsafeMutablePointer<FILE>]
  /// Whether the terminal understands the usual sequences, and hints are wanted.
  let movesCursor: Bool
  let showsHints: Bool

  var decoder = KeyDecoder()
  var paste = PasteQueue()
  var edits = EditHistory()
  var search: Search?
  var hint = HintRow()
  /// The size that libedit draws for.
  var size = (rows: 24, columns: 80)
  /// The line and width that `preview` was last asked about, and its answer.
  var previewed: (text: [Unicode.Scalar], columns: Int, answer: StyledText?)?
  /// The line as it was before the last key.
  var seen = Input()
  /// The line as it was when the screen was last known to be right about its wide characters.
  var corrected = Input()
  /// The line that the private key `.apply` puts in place.
  var replacement: Input?
  /// Set as soon as it is known how the line ends otherwise than by Enter.
  var outcome: Outcome?
  /// The prompt as libedit wants it: marked sequences, ends in 0.
  private(set) var prompt: UnsafeMutableBufferPointer<wchar_t>
  /// The prompt's visible characters.
  private(set) var promptText: [Unicode.Scalar] = []

  /// Nil when either side is not a terminal: then there is nothing to edit, and lines are read as they come.
  public init?(_ options: Options, input: Int32 = 0, output: Int32 = 1) {
    guard let terminal = Terminal(input: input, output: output) else { return nil }
    Terminal.useUTF8()
    guard let signals = SignalPipe(), let files = Self.streams(terminal) else { return nil }
    guard let el = el_init_fd(options.name, files[0], files[1], files[1], input, output, output),
      let past = history_winit()
    else {
      for file in files { fclose(file) }
      return nil
    }
    self.options = options
    self.terminal = terminal
    self.signals = signals
    self.files = files
    self.el = el
    self.past = past
    prompt = .allocate(capacity: 1)
    prompt.initialize(repeating: 0)
    movesCursor = Self.understandsSequences(el)
    showsHints = options.hints && movesCursor
    cedit_set_owner(el, Unmanaged.passUnretained(self).toOpaque())
    cedit_set_handles_signals(el, 0)
    cedit_set_prompt(el, { Editor.of($0)?.prompt.baseAddress }, Self.promptMark)
    cedit_set_reader(el) { Editor.of($0)?.character(into: $1) ?? -1 }
    cedit_history_limit(past, Int32(clamping: options.historyLimit))
    cedit_use_history(el, past)
    addCommands()
    // libedit would start with vi's keys.
    cedit_set_editor(el, "emacs")
    bindKeys()
    if options.readsSettings, el_source(el, nil) == 0, cedit_is_vi(el) != 0 { bindKeys() }
    bindPrivateKeys()
    cedit_set_edits(el, 1)
  }

  deinit {
    cedit_set_owner(el, nil)
    el_end(el)
    history_wend(past)
    for file in files { fclose(file) }
    prompt.deallocate()
  }

  /// Reads one line. What was pasted or typed ahead is taken first.
  /// - Parameters:
  ///   - prompt: one row at most; its last character is not coloured.
  ///   - initial: stands in the line from the start.
  public func readLine(prompt: StyledText, initial: String = "") -> Outcome {
    if Interruption.isPending {
      paste.discard()
      decoder.discard()
    }
    if let signal = Interruption.termination { return .terminated(signal) }
    Interruption.clear()
    _ = signals.drain()
    outcome = nil
    search = nil
    edits = EditHistory()
    hint.forget()
    previewed = nil
    (seen, corrected) = (Input(), Input())
    replacement = initial.isEmpty ? nil : Input(initial)
    setPrompt(prompt)

    signals.startReading()
    // Before the prompt is there: what is typed from then on must not be echoed by the terminal.
    cedit_set_raw(el, 1)
    takeSize()
    if movesCursor { terminal.write(Self.pasteMarksOn) }
    var count: Int32 = 0
    let line = el_wgets(el, &count).map { Input(wide: UnsafeBufferPointer(start: $0, count: max(0, Int(count)))) }
    if movesCursor { terminal.write(Self.pasteMarksOff) }
    signals.stopReading()

    if let outcome { return outcome }
    guard var line else {
      terminal.write("\r\n")
      return .endOfInput
    }
    if line.text.last == "\n" { line.text.removeLast() }
    return .line(line.string)
  }

  /// Adds a line to what Up and Ctrl-R find, unless it is blank or the newest already.
  public func remember(_ line: String) {
    guard line.unicodeScalars.contains(where: { $0 != " " && $0 != "\0" }), line != history.last else { return }
    history.append(line)
    if history.count > options.historyLimit + 500 { history.removeFirst(history.count - options.historyLimit) }
    cedit_history_enter(past, Input.wide(line.unicodeScalars))
  }

  /// Drops what was pasted or typed ahead and not yet read.
  public func discardPending() {
    paste.discard()
    decoder.discard()
  }

  /// Whether a further line of a paste waits.
  public var hasPendingLines: Bool { !paste.isEmpty }

  static func of(_ el: OpaquePointer?) -> Editor? {
    guard let el, let owner = cedit_owner(el) else { return nil }
    return Unmanaged<Editor>.fromOpaque(owner).takeUnretainedValue()
  }

  static let pasteMarksOn = "\u{1B}[?2004h"
  static let pasteMarksOff = "\u{1B}[?2004l"
  private static let promptMark: Int32 = 1

  /// The streams libedit reads and writes by, with descriptors of their own. The output is written when libedit says.
  private static func streams(_ terminal: Terminal) -> [UnsafeMutablePointer<FILE>]? {
    let numbers = [dup(terminal.input), dup(terminal.output)]
    let files = zip(numbers, ["r", "w"]).compactMap { (number: Int32, mode: String) in
      number >= 0 ? fdopen(number, mode) : nil
    }
    guard files.count == 2 else {
      for file in files { fclose(file) }
      return nil
    }
    for number in numbers { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }
    setvbuf(files[1], nil, Int32(_IOFBF), 8_192)
    return files
  }

  private static func understandsSequences(_ el: OpaquePointer) -> Bool {
    var name: [CChar] = [0x63, 0x65, 0]  // ce: erase to the end of the row
    guard let sequence = cedit_capability(el, &name) else { return false }
    return String(cString: sequence).hasPrefix("\u{1B}[")
  }

  private func setPrompt(_ text: StyledText) {
    promptText = Array(text.plain.unicodeScalars)
    let scalars = text.promptScalars(mark: "\u{1}", colour: options.colour && movesCursor)
    let wide = Input.wide(scalars)
    prompt.deallocate()
    prompt = .allocate(capacity: wide.count)
    _ = prompt.initialize(from: wide)
  }
}

extension StyledText {
  /// The prompt for libedit, each sequence between two marks. libedit counts a sequence as part of the character
  /// after it, which must be one cell wide, and drops one that nothing follows: so the last character is plain.
  func promptScalars(mark: Unicode.Scalar, colour: Bool) -> [Unicode.Scalar] {
    guard colour else { return Array(plain.unicodeScalars) }
    var result: [Unicode.Scalar] = []
    var isStyled = false
    func change(_ parameters: String) { result += [mark] + Array("\u{1B}[\(parameters)m".unicodeScalars) + [mark] }
    for (index, run) in runs.enumerated() {
      var text = Array(run.text.unicodeScalars)
      let last = index == runs.count - 1 ? text.popLast() : nil
      if let first = text.first, Cells.of(first) == 1 {
        if let style = run.style.parameters { change("0;" + style) } else if isStyled { change("0") }
        isStyled = run.style.parameters != nil
      }
      result += text
      if let last {
        if isStyled { change("0") }
        result.append(last)
      }
    }
    return result
  }
}
