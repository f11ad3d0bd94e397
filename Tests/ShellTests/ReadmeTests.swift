import Calc
import Testing

@testable import Shell

#if canImport(Glibc)
  import Glibc
#endif

/// The sessions in the README are what the shell answers: every fenced block behind a line `<!-- session … -->`.
@Suite struct ReadmeTests {
  private static let path =
    String(#filePath).split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" } + "/README.md"

  private static func readme() throws -> String {
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A block's lines with every answer replaced by what the shell says now.
  static func replayed(_ block: [Substring]) throws -> String {
    var session = Session(world: .none, origin: .prompt)
    _ = try session.execute(Source("open demo"))
    var out: [String] = []
    for line in block {
      guard line.hasPrefix(session.prompt) else { continue }
      out.append(String(line))
      do throws(Diagnostic) {
        for (_, reply) in try session.execute(Source(String(line.dropFirst(session.prompt.count)))) {
          out += Plain(width: 80).text(reply).split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(
            String.init)
        }
      } catch {
        out += Plain(width: 80).error(error).split(separator: "\n").map(String.init)
      }
    }
    return out.joined(separator: "\n")
  }

  @Test func theSessionsAreReal() throws {
    let lines = try Self.readme().split(separator: "\n", omittingEmptySubsequences: false)
    var sessions = 0
    for (at, line) in lines.enumerated() where line.hasPrefix("<!-- session") {
      let body = lines[(at + 2)...].prefix { $0 != "```" }
      let block = body.map { $0.hasSuffix(" ") ? Substring(String($0).trimmedEnd) : $0 }
      let now = try Self.replayed(block)
      #expect(now == block.joined(separator: "\n"), "the README's session is now:\n\(now)")
      sessions += 1
    }
    #expect(sessions >= 1)
  }
}
