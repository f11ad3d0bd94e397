// The names a text may use. Words that stand next to each other join into a known name (`close rate`), the longest
// first, whatever their case; another language's names stand for the same quantities.

/// The known names, as a text may write them.
public struct Vocabulary: Sendable {
  /// From folded name (lower case, `_` between words) to the canonical name.
  private var names: [String: String] = [:]
  /// The largest number of words in a name.
  public private(set) var longest = 1

  public init(_ names: some Sequence<String> = []) {
    for name in names { add(name) }
  }

  /// Makes a name known, under itself or under another word for it.
  public mutating func add(_ name: String, as other: String? = nil) {
    let folded = Vocabulary.fold(other ?? name)
    names[folded] = name
    longest = max(longest, folded.utf8.reduce(1) { $0 + ($1 == UInt8(ascii: "_") ? 1 : 0) })
  }

  /// The canonical name for folded words.
  public func canonical(_ folded: String) -> String? { names[folded] }

  /// All names that a text may use, canonical and other.
  public var all: some Sequence<String> { names.keys }

  /// Lower case with `_` between words.
  public static func fold(_ name: String) -> String {
    var result = ""
    result.reserveCapacity(name.utf8.count)
    if name.utf8.allSatisfy({ $0 < 0x80 }) {
      for byte in name.utf8 {
        let lower = byte &- 0x41 < 26 ? byte | 0x20 : byte == 0x20 || byte == 0x2D ? 0x5F : byte
        result.unicodeScalars.append(Unicode.Scalar(lower))
      }
      return result
    }
    return String(name.lowercased().map { $0 == " " || $0 == "-" ? "_" : $0 })
  }
}
