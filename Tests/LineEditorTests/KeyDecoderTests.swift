import Testing

@testable import LineEditor

@Suite struct KeyDecoderTests {
  private func keys(_ bytes: [UInt8], splitAt split: Int? = nil) -> [Key] {
    var decoder = KeyDecoder()
    var result: [Key] = []
    let parts = split.map { [bytes[..<$0], bytes[$0...]] } ?? [bytes[...]]
    for part in parts {
      decoder.feed(part)
      while let key = decoder.next() { result.append(key) }
    }
    while let key = decoder.next(final: true) { result.append(key) }
    #expect(decoder.isEmpty)
    return result
  }

  private func keys(_ text: String) -> [Key] { keys(Array(text.utf8)) }

  private static let sequences: [(String, Key)] = [
    ("\u{1B}[A", .up), ("\u{1B}OA", .up), ("\u{1B}[B", .down), ("\u{1B}OB", .down), ("\u{1B}[C", .right),
    ("\u{1B}OC", .right), ("\u{1B}[D", .left), ("\u{1B}OD", .left), ("\u{1B}[H", .home), ("\u{1B}OH", .home),
    ("\u{1B}[1~", .home), ("\u{1B}[7~", .home), ("\u{1B}[F", .end), ("\u{1B}OF", .end), ("\u{1B}[4~", .end),
    ("\u{1B}[8~", .end), ("\u{1B}[3~", .delete), ("\u{1B}[3;5~", .deleteWord), ("\u{1B}[1;5C", .wordRight),
    ("\u{1B}[1;3C", .wordRight), ("\u{1B}[1;5D", .wordLeft), ("\u{1B}[5D", .wordLeft), ("\u{1B}O5C", .wordRight),
    ("\u{1B}Od", .wordLeft), ("\u{1B}[1;2C", .right), ("\u{1B}[1;5H", .home), ("\u{1B}[200~", .pasteStart),
    ("\u{1B}[201~", .pasteEnd), ("\u{1B}OM", .text("\r")), ("\u{1B}\u{1B}[D", .left)
  ]

  @Test(arguments: sequences) func knowsTheFormsOfAKey(bytes: String, key: Key) {
    #expect(keys(bytes + "x") == [key, .text("x")])
  }

  @Test(arguments: sequences) func aSequenceMayComeInPieces(bytes: String, key: Key) {
    for split in 1..<bytes.utf8.count { #expect(keys(Array((bytes + "é").utf8), splitAt: split) == [key, .text("é")]) }
  }

  @Test(arguments: [
    "\u{1B}[5~", "\u{1B}[2~", "\u{1B}[15;2~", "\u{1B}[Z", "\u{1B}[<0;12;7m", "\u{1B}[?1;2c", "\u{1B}[[A", "\u{1B}[M",
    "\u{1B}OP", "\u{1B}[27;5;9~", "\u{1B}[99999999999999999999~", "\u{1B}[I"
  ])
  func swallowsWhatItDoesNotKnow(sequence: String) {
    #expect(keys(sequence + "x") == [.text("x")])
  }

  @Test func escapeAloneIsTheKey() {
    #expect(keys("\u{1B}") == [.escape])
    #expect(keys("\u{1B}b") == [.escape, .text("b")])
    #expect(keys("\u{1B}\u{1B}") == [.escape, .escape])
    #expect(keys("\u{1B}O") == [.escape, .text("O")])
  }

  @Test func waitsForTheRestOfASequence() {
    var decoder = KeyDecoder()
    decoder.feed([0x1B])
    #expect(decoder.next() == nil)
    #expect(decoder.patience == 25)
    decoder.feed(Array("[1;5".utf8))
    #expect(decoder.next() == nil)
    #expect(decoder.patience == 500)
    decoder.feed(Array("C".utf8))
    #expect(decoder.next() == .wordRight)
    #expect(decoder.isEmpty)
  }

  @Test func readsUTF8() {
    #expect(keys("aé日🎉") == [.text("a"), .text("é"), .text("日"), .text("🎉")])
    #expect(keys([0xE6, 0x97, 0xA5], splitAt: 2) == [.text("日")])
  }

  @Test func bytesThatAreNoTextAreSeen() {
    #expect(keys([0xFF, 0x61]) == [.text("\u{FFFD}"), .text("a")])
    #expect(keys([0xC3]) == [.text("\u{FFFD}")])
    // An overlong form of "/" is not "/".
    #expect(keys([0xC0, 0xAF]) == [.text("\u{FFFD}"), .text("\u{FFFD}")])
  }

  @Test func codesOfTheEditorsOwnKeysCannotBeTyped() {
    #expect(keys("\u{81}\u{9B}x") == [.text("x")])
  }

  @Test(arguments: 1...50) func anyBytesAreReadToTheEndAndAlikeInPieces(seed: UInt64) {
    var random = Seeded(seed)
    let alphabet: [UInt8] = Array("\u{1B}[[OO1;5~A <".utf8) + [0xC3, 0xA9, 0xF0, 0x9F, 0x8E, 0x89, 0xFF, 0x00, 0x7F]
    let bytes = (0..<200).map { _ in alphabet.randomElement(using: &random) ?? 0 }
    // What a piece's end may change is only a last key; the rest must not depend on how the bytes came.
    let whole = keys(bytes)
    #expect(keys(bytes, splitAt: Int.random(in: 0...200, using: &random)) == whole)
  }
}
