// Standard output and standard error. An answer that cannot be written ends the program with 74, a closed pipe with
// its own signal: never with 0.

import Documents
import Glibc
import Shell

/// How answers are written.
enum OutputFormat: String, CaseIterable {
  case text, json, markdown, csv
}

/// Writes answers.
struct Output {
  var format: OutputFormat
  var plain: Plain
  /// The header that the CSV lines so far stand under.
  private var header: String?

  init(format: OutputFormat, plain: Plain) {
    self.format = format
    self.plain = plain
  }

  mutating func write(_ command: String, _ reply: Reply) {
    switch format {
    case .text: Output.send(plain.text(reply), to: STDOUT_FILENO)
    case .markdown:
      let text = MarkdownReply.text(reply)
      if !text.isEmpty { Output.send(text + "\n", to: STDOUT_FILENO) }
    case .csv:
      guard !reply.rows.isEmpty else { return }
      let head = header == reply.columns ? "" : reply.columns + "\n"
      header = reply.columns
      Output.send(head + reply.rows.joined(separator: "\n") + "\n", to: STDOUT_FILENO)
    case .json:
      guard reply.result != nil || !reply.blocks.isEmpty else { return }
      let result = reply.result ?? .object([("text", .text(Plain(width: 100).text(reply)))])
      let line = JSON.object([("command", .text(command)), ("ok", .bool(true)), ("result", result)])
      Output.send(line.written + "\n", to: STDOUT_FILENO)
    }
  }

  /// Sends all of a text; ends the program where that is impossible.
  static func send(_ text: String, to file: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        if errno == EPIPE { exit(141) }
        if file == STDERR_FILENO { return }
        let why = String(cString: strerror(errno))
        send("pacto: the answer could not be written: \(why)\n", to: STDERR_FILENO)
        exit(74)
      }
      bytes = bytes.dropFirst(count)
    }
  }
}
