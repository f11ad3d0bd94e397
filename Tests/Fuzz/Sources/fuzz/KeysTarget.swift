@testable import LineEditor

extension Target {
  /// Any bytes as key presses. They are the same keys however the terminal's line splits them (the first byte says
  /// where), no key stands for no byte, and nothing is left over.
  static let keys = Target(name: "keys") { bytes in
    guard let first = bytes.first else { return }
    let bytes = bytes.dropFirst()
    let split = bytes.startIndex + Int(first) % (bytes.count + 1)
    let whole = decoded([bytes])
    law(whole.count <= bytes.count, "every key was pressed")
    law(whole == decoded([bytes[..<split], bytes[split...]]), "keys are the same in pieces")
  }

  private static func decoded(_ pieces: [ArraySlice<UInt8>]) -> [Key] {
    var decoder = KeyDecoder()
    var keys: [Key] = []
    for piece in pieces {
      decoder.feed(piece)
      while let key = decoder.next() { keys.append(key) }
    }
    while let key = decoder.next(final: true) { keys.append(key) }
    law(decoder.isEmpty, "nothing is left over")
    return keys
  }
}
