// What libedit is given to read: keys become characters, those it has no character for become private ones. Here the
// editor also waits, and while it waits it shows the hint and answers signals.

import CEdit
import Glibc

/// Characters of the editor's own: control characters that no decoder lets through, each bound to a command.
enum PrivateKey: UInt8, CaseIterable {
  case up = 0x81
  case down, left, right, home, end, delete, wordLeft, wordRight, deleteWord, escape, apply

  var scalar: Unicode.Scalar { Unicode.Scalar(rawValue) }

  /// libedit's command, and the one in vi's command mode where that differs.
  var command: (usual: String, alternative: String?) {
    switch self {
    case .up: ("ed-prev-history", nil)
    case .down: ("ed-next-history", nil)
    case .left: ("ed-prev-char", nil)
    case .right: ("ed-next-char", nil)
    case .home: ("ed-move-to-beg", nil)
    case .end: ("ed-move-to-end", nil)
    case .delete: ("ed-delete-next-char", nil)
    case .wordLeft: ("ed-prev-word", nil)
    case .wordRight: ("em-next-word", nil)
    case .deleteWord: ("em-delete-next-word", nil)
    case .escape: ("vi-command-mode", "ed-unassigned")
    case .apply: ("editor-apply", nil)
    }
  }
}

extension Editor {
  /// libedit's function for reading: 1 for a character, -1 when the line ends without one.
  func character(into place: UnsafeMutablePointer<wchar_t>?) -> Int32 {
    guard let character = nextCharacter() else { return -1 }
    place?.pointee = wchar_t(bitPattern: character.value)
    return 1
  }

  /// The next character for libedit; nil ends the line, with `outcome` set.
  private func nextCharacter() -> Unicode.Scalar? {
    if replacement != nil { return PrivateKey.apply.scalar }
    var late = false
    while outcome == nil {
      let input = currentInput
      keepApart(input)
      if !input.isAsking { edits.note(input) }
      if let step = paste.removeFirst() {
        switch step {
        case .enter: return enter()
        case .insert(let text): if !input.isAsking { return change(to: input.inserting(text)) }
        }
      } else if let key = decoder.next(final: late) {
        late = false
        if let character = search == nil ? answer(key, input) : answerSearching(key, input) { return character }
      } else {
        late = !wait()
      }
    }
    return nil
  }

  /// What libedit reads for a key; nil where that is nothing.
  private func answer(_ key: Key, _ input: Input) -> Unicode.Scalar? {
    switch key {
    case .text("\r"), .text("\n"): return enter()
    case .text("\u{4}") where input.text.isEmpty: finish(.endOfInput)
    case .text(let scalar): return scalar
    // To libedit's emacs keys Esc is the beginning of a Meta key, also when that comes later.
    case .escape: return input.isAsking || cedit_is_vi(el) == 0 ? "\u{1B}" : PrivateKey.escape.scalar
    case .pasteStart: takePaste()
    case .pasteEnd: break
    // vi's delete on an empty line would end the input.
    case .delete where input.text.isEmpty: terminal.write("\u{7}")
    // libedit's own prompts would take a private key for a letter.
    default: return input.isAsking ? nil : Self.privateKey(for: key)?.scalar
    }
    return nil
  }

  private static func privateKey(for key: Key) -> PrivateKey? {
    switch key {
    case .up: .up
    case .down: .down
    case .left: .left
    case .right: .right
    case .home: .home
    case .end: .end
    case .delete: .delete
    case .wordLeft: .wordLeft
    case .wordRight: .wordRight
    case .deleteWord: .deleteWord
    case .text, .escape, .pasteStart, .pasteEnd: nil
    }
  }

  /// The same while a search is on: what it does not know ends it and is then a key like any other.
  private func answerSearching(_ key: Key, _ input: Input) -> Unicode.Scalar? {
    guard var search else { return nil }
    switch key {
    case .text("\u{12}"): search.goOn(backwards: true, in: history)
    case .text("\u{13}"): search.goOn(backwards: false, in: history)
    case .text("\u{7F}"), .text("\u{8}"): search.removeLast(in: history)
    case .text("\u{7}"):
      self.search = nil
      return change(to: search.origin)
    case .text(let scalar) where !scalar.isControl: search.add(scalar, in: history)
    case .escape:
      self.search = nil
      return nil
    default:
      self.search = nil
      return answer(key, input)
    }
    if search.failed { terminal.write("\u{7}") }
    self.search = search
    return change(to: search.input(in: history))
  }

  /// Enter: what stands under the line goes first, libedit writes its answer there.
  private func enter() -> Unicode.Scalar {
    clearHint()
    return "\n"
  }

  /// Has libedit put another line in place.
  private func change(to input: Input) -> Unicode.Scalar {
    replacement = input
    return PrivateKey.apply.scalar
  }

  /// Takes in a whole paste, up to the terminal's mark.
  private func takePaste() {
    var pasted: [Unicode.Scalar] = []
    while outcome == nil {
      switch decoder.next() {
      case .pasteEnd: return paste.add(pasted)
      case .text(let scalar): if pasted.count < PasteQueue.longest { pasted.append(scalar) }
      case nil: wait(showingHint: false)
      default: break
      }
    }
  }

  /// Waits for bytes or signals. False when those of an unfinished key stayed alone.
  @discardableResult
  private func wait(showingHint: Bool = true) -> Bool {
    var ready = [
      pollfd(fd: terminal.input, events: Int16(POLLIN), revents: 0),
      pollfd(fd: signals.outlet, events: Int16(POLLIN), revents: 0)
    ]
    let isFresh = decoder.isEmpty
    if isFresh && showingHint && poll(&ready, 2, 0) == 0 {
      correctWideCharacters()
      showHint()
    }
    let count = poll(&ready, 2, isFresh || !showingHint ? -1 : decoder.patience)
    if count == 0 { return false }
    if count < 0 { return errno == EINTR || endOfTerminal() }
    // Signals first, also those that came while poll was about to report bytes: what follows a Ctrl-C is no part of
    // the line it abandons.
    signals.drain().forEach(answer(signal:))
    if ready[0].revents != 0 && outcome == nil { readBytes() }
    return true
  }

  private func readBytes() {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    let count = read(terminal.input, &buffer, buffer.count)
    if count > 0 {
      decoder.feed(buffer[..<count])
    } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
      endOfTerminal()
    }
  }

  /// A terminal that is read raw only ends by going away.
  @discardableResult
  private func endOfTerminal() -> Bool {
    outcome = .terminated(Interruption.termination ?? SIGHUP)
    return true
  }

  private func answer(signal: Int32) {
    guard outcome == nil else { return }
    switch signal {
    case SIGINT:
      discardPending()
      Interruption.clear()
      finish(.interrupted, showing: "^C")
    case SIGTSTP: suspend()
    case SIGCONT: redraw()
    case SIGWINCH: resize()
    default: finish(.terminated(signal))
    }
  }
}
