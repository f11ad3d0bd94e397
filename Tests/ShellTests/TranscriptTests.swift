// Every transcript played again: its text has to come out the same, to the last blank.

import Calc
import Glibc
import Shell
import Testing

@Suite struct TranscriptTests {
  static let names = Fixtures.names(in: Fixtures.transcripts, ending: ".txt")
  static let isRecording = getenv("PACTO_RECORD") != nil

  @Test(arguments: names) func transcript(name: String) throws {
    let path = "\(Fixtures.transcripts)/\(name)"
    let kept = try #require(Fixtures.text(path))
    let transcript = Transcript(kept)
    #expect(!transcript.heading.isEmpty, "the first line says in a sentence what the transcript shows")
    let played = transcript.played()
    if TranscriptTests.isRecording {
      if played != kept { #expect(Fixtures.write(played, to: path)) }
      Issue.record("recorded \(name): read the difference, then run the tests without PACTO_RECORD")
      return
    }
    if played != kept { Issue.record("\(name)\n\(Difference.between(kept, played))") }
  }

  private static var typed: [String] {
    names.compactMap { Fixtures.text("\(Fixtures.transcripts)/\($0)") }.flatMap { text in
      Transcript(text).typed.compactMap { if case .line(let line) = $0 { line } else { nil } }
    }
  }

  @Test func everyCommandIsInATranscript() {
    let words = Set(TranscriptTests.typed.map { $0.prefix { $0 != " " }.lowercased() })
    for command in Command.all {
      #expect(words.contains(command.name), "no transcript uses \(command.name)")
      for other in command.others { #expect(words.contains(other), "no transcript uses \(other)") }
    }
  }

  @Test(arguments: names) func noLineEndsInABlank(name: String) throws {
    let text = try #require(Fixtures.text("\(Fixtures.transcripts)/\(name)"))
    for line in text.split(separator: "\n") where line.last == " " && !line.hasSuffix("> ") {
      #expect(name.contains("markdown"), "“\(line)” ends in a blank")
    }
  }
}
