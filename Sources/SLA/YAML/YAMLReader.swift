// Text becomes a tree, or complaints; usually all of them together.
//
//     bytes ── raw check ── events (libyaml) ── builder ── tree
//              hidden and    syntax faults:      aliases, tags, merge keys, duplicate and complex keys,
//              broken bytes  the first one ends  depth, size, hidden text: all of them are said
//
// A file is hostile until shown otherwise. Whatever could make one text mean another is refused, and the answer
// comes within a bounded time and memory: at most 1 MB, 20,000 nodes, 32 levels.

import Calc

/// Reads YAML for agreements: text only, no aliases, no tags, no types.
public enum YAMLReader {
  /// The largest file, in bytes.
  public static let mostBytes = 1_048_576
  /// The most keys, values and collections together.
  public static let mostNodes = 20_000
  /// The deepest nesting of mappings and sequences.
  public static let mostLevels = 32

  /// Reads a text.
  /// - Returns: The tree, nil when the text is empty or cannot be parsed to its end, and all complaints. With only
  ///   semantic complaints (a duplicate key, an alias) there is a tree too, so that its values can be looked at and
  ///   everything be said at once; it must not be used otherwise.
  public static func read(_ source: Source) -> (root: YAMLNode?, faults: [Diagnostic]) {
    guard source.text.utf8.count <= mostBytes else { return (nil, [tooLarge(source)]) }
    let text = YAMLText(source)
    var complaints = YAMLComplaints()
    text.checkBytes(&complaints)
    text.checkDirectives(&complaints)
    guard complaints.isEmpty else { return (nil, complaints.all) }
    var builder = YAMLBuilder(text)
    let isWhole = builder.build()
    return (isWhole ? builder.root : nil, builder.complaints.all)
  }

  /// Reads the bytes of a file, which need not be text at all.
  /// - Returns: The source as well, nil when the bytes are not UTF-8.
  public static func read(bytes: [UInt8], file: String?) -> (
    source: Source?, root: YAMLNode?, faults: [Diagnostic]
  ) {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
      || bytes.prefix(4).contains(0)
    {
      return (
        nil, nil,
        [
          Diagnostic(
            "this file is not UTF-8 text: it is written as UTF-16, or it is no text at all",
            at: Place(file: file, line: 1, column: 1, width: 1, text: ""), why: "save it as UTF-8")
        ]
      )
    }
    guard bytes.count <= mostBytes else {
      let beginning = String(decoding: bytes.prefix(200), as: UTF8.self)
      return (nil, nil, [tooLarge(Source(beginning, file: file), size: bytes.count)])
    }
    let source = Source(String(decoding: bytes, as: UTF8.self), file: file)
    if let broken = firstBroken(bytes, decoded: source.text) {
      let place = YAMLText(source).place(broken..<broken + 3)
      let why: Phrase =
        "such a character comes from a file saved in another encoding, such as Latin-1; save it as UTF-8"
      return (nil, nil, [Diagnostic("this character is not UTF-8", at: place, why: why)])
    }
    let (root, faults) = read(source)
    return (source, root, faults)
  }

  /// Where the bytes and their repaired decoding part: the first byte that is not UTF-8.
  private static func firstBroken(_ bytes: [UInt8], decoded: String) -> Int? {
    var at = 0
    for byte in decoded.utf8 {
      guard at < bytes.count, bytes[at] == byte else { return at }
      at += 1
    }
    return at < bytes.count ? at : nil
  }

  private static func tooLarge(_ source: Source, size: Int? = nil) -> Diagnostic {
    let megabytes = Double(((size ?? source.text.utf8.count) + 99_999) / 100_000) / 10
    let place = Place(file: source.file, line: source.firstLine, column: 1, width: 1, text: "")
    return Diagnostic(
      "this file is too large: \(megabytes) MB; an agreement may have 1 MB", at: place,
      why: "leads and other records are read with open, they do not belong into the agreement")
  }
}

extension YAMLText {
  /// What is refused before parsing, wherever it stands, comments included: control characters, line ends that only
  /// some programs see, and marks that make a line read differently from what it says.
  func checkBytes(_ complaints: inout YAMLComplaints) {
    for (offset, byte) in bytes.enumerated() where offset >= start {
      let next = self[offset + 1] ?? 0
      let third = self[offset + 2] ?? 0
      let length: Int
      switch byte {
      case tab, newline: continue
      case carriageReturn: if next == newline { continue } else { length = 1 }
      case 0x00...0x1F, 0x7F: length = 1
      case 0xC2: if (0x80...0x9F).contains(next) { length = 2 } else { continue }
      case 0xE2:
        let isSeparator = next == 0x80 && (third == 0xA8 || third == 0xA9)
        let turns =
          next == 0x80 && (0xAA...0xAE).contains(third)
          || next == 0x81 && (0xA6...0xA9).contains(third)
        if isSeparator || turns { length = 3 } else { continue }
      case 0xEF:
        let isMark = next == 0xBB && third == 0xBF
        let isNoCharacter = next == 0xBF && (third == 0xBE || third == 0xBF)
        if isMark || isNoCharacter { length = 3 } else { continue }
      default: continue
      }
      let span = offset..<offset + length
      let character = self[span].unicodeScalars.first.map(HiddenText.number) ?? ""
      if byte == 0 {
        complaints.add(
          "a zero byte stands here: this is not a text file, or it is damaged", at: span, of: self)
      } else if byte == carriageReturn {
        complaints.add(
          "this line ends in a way that only some programs see", at: span, of: self,
          why: ["end lines with Enter, as everywhere else in the file"])
      } else {
        complaints.add(
          "a hidden character, \(character), stands here", at: span, of: self,
          why: ["hidden characters can make a line look different from what it says"],
          hint: HiddenText.removed(from: self[lineSpan(at: offset)], as: .line))
      }
    }
  }

  /// Lines that begin with `%` before the text: only `%YAML 1.1` and `%YAML 1.2` are understood.
  func checkDirectives(_ complaints: inout YAMLComplaints) {
    var at = start
    while at < bytes.count {
      let line = lineSpan(at: at)
      let first = skipBlanks(line.lowerBound)
      if self[line.lowerBound] == UInt8(ascii: "%") {
        let words = self[line].split(whereSeparator: { $0 == " " || $0 == "\t" })
        guard words.count >= 2, words[0] == "%YAML", words[1] == "1.1" || words[1] == "1.2" else {
          complaints.add(
            "a line that begins with % is an instruction to YAML, and none are followed here",
            at: line, of: self,
            why: ["leave the line out"])
          return
        }
      } else if first < line.upperBound, self[first] != hash {
        return
      }
      at = nextLine(after: at)
    }
  }
}
