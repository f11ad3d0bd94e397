// The journal of a meeting: everything that was done since the agreement was opened, so that a kill, a crash or an
// empty battery loses nothing. One record a line, only ever added to:
//
//     crc32    no. record
//     5d1f3c0a 1 pacto 1 file /home/ana/northwind.yaml
//     90b2e7d4 2 agreement agreement: Northwind SLA\nkind: internal\n…       the whole file as it was opened
//     1c00a9be 3 did 2026-11-30T14:32 set close_rate +1pp   # new call script
//     77e0d2f1 4 did 2026-11-30T14:33 undo 1
//     b3f02c11 5 did 2026-11-30T14:40 track /home/ana/crm.csv as crm digest 9f86…\n{crm: {file: crm.csv, months: …}}
//     08ac55e3 6 saved 3f1d09c2a47b6e10 file /home/ana/northwind.yaml        what was written, by its digest
//
// It holds the agreement itself and what tracked files came to (their sums, as the agreement keeps them; no rows), so
// that what was done can be done again whatever became of the files. A line is whole or it is nothing: reading ends at
// the first one that is not.

import Calc
import SLA

/// What a journal tells.
public struct Journal: Sendable, Equatable {
  public enum Record: Sendable, Equatable {
    /// A step, and what each file came to that it tracked, as `TrackedFile.written`.
    case did(Entry, counted: [String])
    /// What was saved, by its digest, and where.
    case saved(digest: String, Home)
  }

  /// Where the agreement was opened from, and its bytes then.
  public var home: Home
  public var bytes: [UInt8]
  public var records: [Record] = []

  /// Where the agreement stands: where it was opened from, or saved to since.
  public var place: Home {
    records.reversed().lazy.compactMap { if case .saved(_, let home) = $0 { home } else { nil } }.first ?? home
  }

  // MARK: Writing

  /// The lines that a deed adds to a journal.
  /// - Parameter number: of the first line; afterwards that of the next.
  public static func lines(of deed: Deed, number: inout Int) -> [UInt8] {
    switch deed {
    case .began(let home, let bytes):
      line("pacto 1 \(home.written)".utf8, &number) + line(Array("agreement ".utf8) + bytes, &number)
    case .did(let entry):
      line(
        (["did \(entry.at) \(entry.line)"] + entry.counted.compactMap(\.written)).joined(separator: "\n").utf8, &number)
    case .saved(let home, let bytes): line("saved \(Checksum.digest(bytes)) \(home.written)".utf8, &number)
    }
  }

  private static func line(_ record: some Sequence<UInt8>, _ number: inout Int) -> [UInt8] {
    var body = Array("\(number) ".utf8)
    for byte in record {
      switch byte {
      case 0x0A: body += [0x5C, 0x6E]
      case 0x5C: body += [0x5C, 0x5C]
      default: body.append(byte)
      }
    }
    number += 1
    return Array("\(Checksum.hexadecimal(Checksum.crc32(body[...]), digits: 8)) ".utf8) + body + [0x0A]
  }

  // MARK: Reading

  /// What of a journal can be read.
  public struct Reading: Sendable, Equatable {
    /// Nil where not even the agreement can be.
    public var journal: Journal?
    /// Where each of the sound lines ends.
    public var ends: [Int] = []
    /// How many bytes of it are sound.
    public var length: Int { ends.last ?? 0 }
    /// The number of the line that comes next.
    public var next: Int { ends.count + 1 }
    /// How many lines behind them are damaged or come after damage.
    public var dropped = 0
  }

  /// Reads as many lines as are sound.
  public static func read(_ bytes: [UInt8]) -> Reading {
    var reading = Reading()
    var home: Home?
    lines: while let end = end(of: bytes, from: reading.length),
      let record = record(in: bytes[reading.length..<end], number: reading.next)
    {
      let text = String(decoding: record, as: UTF8.self)
      switch reading.next {
      case 1:
        guard text.hasPrefix("pacto 1 "), let named = Home(text.dropFirst(8)) else { break lines }
        home = named
      case 2:
        guard let home, record.starts(with: "agreement ".utf8) else { break lines }
        reading.journal = Journal(home: home, bytes: Array(record.dropFirst(10)))
      default:
        guard let known = Record(text) else { break lines }
        reading.journal?.records.append(known)
      }
      reading.ends.append(end + 1)
    }
    reading.dropped = bytes[reading.length...].split(separator: 0x0A).count
    return reading
  }

  /// Where a line ends that begins somewhere.
  private static func end(of bytes: [UInt8], from start: Int) -> Int? {
    bytes.withUnsafeBufferPointer { bytes in
      var at = start
      while at < bytes.count, bytes[at] != 0x0A { at += 1 }
      return at < bytes.count ? at : nil
    }
  }

  /// The record in a line without its end; nil where it is not whole or not the one that comes next.
  private static func record(in line: ArraySlice<UInt8>, number: Int) -> [UInt8]? {
    let lead = Array("\(number) ".utf8)
    let body = line.dropFirst(9)
    guard body.starts(with: lead), line.dropFirst(8).first == 0x20,
      line.prefix(8).elementsEqual(Checksum.hexadecimal(Checksum.crc32(body), digits: 8).utf8)
    else { return nil }
    var bytes: [UInt8] = []
    var rest = body.dropFirst(lead.count)
    while let escape = rest.firstIndex(of: 0x5C), escape + 1 < rest.endIndex {
      bytes += rest[..<escape]
      bytes.append(rest[escape + 1] == 0x6E ? 0x0A : rest[escape + 1])
      rest = rest[(escape + 2)...]
    }
    return bytes + rest
  }
}

extension Journal.Record {
  /// Reads what follows a line's number; nil for anything else than a record.
  fileprivate init?(_ text: String) {
    let parts = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { return nil }
    switch parts[0] {
    case "did":
      guard let at = Moment(parts[1]) else { return nil }
      // What is typed has no line's end in it.
      let lines = parts[2].unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      self = .did(Entry(at: at, line: lines[0]), counted: Array(lines.dropFirst()))
    case "saved":
      guard let home = Home(parts[2]) else { return nil }
      self = .saved(digest: String(parts[1]), home)
    default: return nil
    }
  }
}

extension Home {
  /// `demo`, `starter`, `file northwind.yaml`
  public var written: String {
    switch self {
    case .demo: "demo"
    case .starter: "starter"
    case .file(let path): "file \(path)"
    }
  }

  fileprivate init?(_ text: Substring) {
    switch text {
    case "demo": self = .demo
    case "starter": self = .starter
    default:
      guard text.hasPrefix("file ") else { return nil }
      self = .file(String(text.dropFirst(5)))
    }
  }
}
