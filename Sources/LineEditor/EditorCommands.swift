// The commands added to libedit's, by the names `~/.editrc` may bind them to.

import CEdit

extension Editor {
  func addCommands() {
    cedit_add_command(el, "editor-complete", "Complete the word") { el, _ in Editor.of(el)?.completeWord() ?? failed }
    cedit_add_command(el, "editor-search", "Search the history") { el, _ in Editor.of(el)?.startSearch() ?? failed }
    cedit_add_command(el, "editor-undo", "Undo the last change") { el, _ in Editor.of(el)?.undo() ?? failed }
    cedit_add_command(el, "editor-clear", "Clear the screen") { el, _ in Editor.of(el)?.clear() ?? failed }
    cedit_add_command(el, "editor-apply", "Put a line in place") { el, _ in Editor.of(el)?.apply() ?? failed }
  }

  /// The usual keys, which `~/.editrc` may change.
  func bindKeys() {
    cedit_bind(el, "\\t", "editor-complete")
    cedit_bind(el, "^_", "editor-undo")
    if showsHints {
      cedit_bind(el, "^R", "editor-search")
    } else {
      cedit_bind(el, "^R", "em-inc-search-prev")
      cedit_bind(el, "^S", "em-inc-search-next")
    }
    if movesCursor {
      cedit_bind(el, "^L", "editor-clear")
      if cedit_is_vi(el) != 0 { cedit_bind_alternative(el, "^L", "editor-clear") }
    }
    // Repeat counts: seven digits and a letter would fill the memory with it.
    if cedit_is_vi(el) == 0 { for digit in 0...9 { cedit_bind(el, "\\e\(digit)", "ed-unassigned") } }
    // It would run another editor on a file of its own.
    if cedit_is_vi(el) != 0 { cedit_bind_alternative(el, "v", "ed-unassigned") }
  }

  func bindPrivateKeys() {
    for key in PrivateKey.allCases {
      let name = "\\" + String(key.rawValue, radix: 8)
      cedit_bind(el, name, key.command.usual)
      if cedit_is_vi(el) != 0 { cedit_bind_alternative(el, name, key.command.alternative ?? key.command.usual) }
    }
  }

  private func completeWord() -> UInt8 {
    let input = currentInput
    guard !input.isAsking, let found = complete(input.string, input.cursorByte), !found.candidates.isEmpty
    else { return failed }
    let typed = input.slice(found.replacing)
    let rest = input.slice(max(found.replacing.lowerBound, found.replacing.upperBound)..<Int.max)
    if let insertion = found.insertion(for: typed, before: rest), insertion != typed {
      put(input.replacing(found.replacing, with: insertion))
      return UInt8(CC_REFRESH)
    }
    guard found.candidates.count > 1 else { return failed }
    list(found.candidates)
    return UInt8(CC_NORM)
  }

  private func startSearch() -> UInt8 {
    let input = currentInput
    guard !input.isAsking else { return failed }
    search = Search(origin: input)
    return UInt8(CC_NORM)
  }

  private func undo() -> UInt8 {
    guard !currentInput.isAsking, let before = edits.undo() else { return failed }
    put(before)
    return UInt8(CC_REFRESH)
  }

  private func clear() -> UInt8 {
    clearScreen()
    return UInt8(CC_NORM)
  }

  private func apply() -> UInt8 {
    guard let replacement else { return failed }
    self.replacement = nil
    put(replacement)
    return UInt8(CC_REFRESH)
  }

  /// Makes libedit's line this one.
  private func put(_ input: Input) {
    if input.text.isEmpty {
      let count = Int32(clamping: currentInput.text.count)
      el_cursor(el, count)
      el_deletestr(el, count)
    } else {
      el_wreplacestr(el, Input.wide(input.text))
    }
    let now = currentInput
    el_cursor(el, Int32(clamping: input.cursor - now.cursor))
  }
}

/// What a command answers when there was nothing for it to do: libedit beeps.
private let failed = UInt8(CC_ERROR)
