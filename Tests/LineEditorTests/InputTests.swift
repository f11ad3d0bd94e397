import Testing

@testable import LineEditor

@Suite struct InputTests {
  @Test func replacesBytesAtWholeCharacters() {
    let input = Input("set ñame 5")
    #expect(input.slice(4..<9) == "ñame")
    let changed = input.replacing(4..<9, with: "quota")
    #expect(changed.string == "set quota 5")
    #expect(changed.cursor == 9)
    // A range that is off the line, or the wrong way round, is no reason to stop.
    #expect(input.replacing(50..<60, with: "!").string == "set ñame 5!")
  }

  @Test func countsTheCursorInBytes() {
    #expect(Input(text: Array("ñ日a".unicodeScalars), cursor: 2).cursorByte == 5)
  }

  @Test func undoGoesBackWordByWord() {
    var history = EditHistory()
    var typed = ""
    history.note(Input(typed))
    for letter in "set quota" {
      typed.append(letter)
      history.note(Input(typed))
    }
    history.note(Input("set quota"))
    history.note(Input("changed"))
    #expect(history.undo()?.string == "set quota")
    #expect(history.undo()?.string == "set ")
    #expect(history.undo()?.string == "set")
    #expect(history.undo()?.string == "")
    #expect(history.undo() == nil)
  }

  @Test func undoIsBounded() {
    var history = EditHistory()
    for count in 0..<1_000 { history.note(Input(String(repeating: "ab ", count: count))) }
    var steps = 0
    while history.undo() != nil { steps += 1 }
    #expect(steps == 199)
  }
}

@Suite struct SearchTests {
  private let entries = ["set quota 5", "show leads", "set Quota 6", "show leads", "why quota"]

  private func searching(_ pattern: String) -> Search {
    var search = Search(origin: Input("typed"))
    for scalar in pattern.unicodeScalars { search.add(scalar, in: entries) }
    return search
  }

  @Test func findsTheNewestFirst() {
    let search = searching("quo")
    #expect(search.input(in: entries) == Input(text: Array("why quota".unicodeScalars), cursor: 4))
  }

  @Test func goesOnBothWaysAndSkipsRepetitions() {
    var search = searching("quota")
    search.goOn(backwards: true, in: entries)
    #expect(search.input(in: entries).string == "set Quota 6")
    search.goOn(backwards: true, in: entries)
    #expect(search.input(in: entries).string == "set quota 5")
    search.goOn(backwards: true, in: entries)
    #expect(search.failed)
    #expect(search.input(in: entries).string == "set quota 5")
    search.goOn(backwards: false, in: entries)
    #expect(search.input(in: entries).string == "set Quota 6")
  }

  @Test func whatIsNotThereLeavesTheLastFind() {
    let search = searching("leadsX")
    #expect(search.failed)
    #expect(search.input(in: entries).string == "show leads")
    #expect(searching("nothing").input(in: entries).string == "typed")
  }

  @Test func backspaceWidens() {
    var search = searching("set")
    #expect(search.input(in: entries).string == "set Quota 6")
    for _ in 0..<3 { search.removeLast(in: entries) }
    #expect(search.input(in: entries).string == "typed")
    search.removeLast(in: entries)
    #expect(search.patternText == "")
  }

  @Test func anEmptyHistoryHasNothing() {
    var search = Search(origin: Input("x"))
    search.goOn(backwards: true, in: [])
    search.add("a", in: [])
    search.goOn(backwards: false, in: [])
    #expect(search.input(in: []).string == "x")
  }
}

@Suite struct PasteTests {
  private func steps(_ text: String) -> [PasteQueue.Step] {
    var queue = PasteQueue()
    queue.add(Array(text.unicodeScalars))
    var steps: [PasteQueue.Step] = []
    while let step = queue.removeFirst() { steps.append(step) }
    return steps
  }

  private func insert(_ text: String) -> PasteQueue.Step { .insert(Array(text.unicodeScalars)) }

  @Test func eachNewlineEntersALine() {
    #expect(steps("one\ntwo\nthree") == [insert("one"), .enter, insert("two"), .enter, insert("three")])
    #expect(steps("one\n\r\n\rtwo\n\n") == [insert("one"), .enter, .enter, insert("two"), .enter, .enter])
    #expect(steps("one\r\n\r\ntwo\r") == [insert("one"), .enter, .enter, insert("two"), .enter])
  }

  @Test func controlCharactersAreNotKeys() {
    #expect(steps("a\tb\u{3}\u{1B}[Ac") == [insert("a b[Ac")])
    #expect(steps("") == [])
  }
}
