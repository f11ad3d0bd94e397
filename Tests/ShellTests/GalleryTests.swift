// Every mistake of the gallery answers as it is written down, names its place, and proposes what works.

import Calc
import Glibc
import Testing

@testable import Shell

@Suite struct GalleryTests {
  static let folder = "\(Fixtures.tests)/ShellTests/Mistakes"
  static let themes = Fixtures.names(in: folder, ending: ".txt")
  static let isRecording = getenv("PACTO_RECORD") != nil

  private func gallery(_ theme: String) throws -> Gallery {
    Gallery(try #require(Fixtures.text("\(GalleryTests.folder)/\(theme)")))
  }

  @Test(arguments: themes) func everyMistakeAnswersAsWrittenDown(_ theme: String) throws {
    var gallery = try gallery(theme)
    try #require(!gallery.entries.isEmpty)
    for at in gallery.entries.indices {
      let outcomes = try gallery.entries[at].outcomes()
      for (step, outcome) in zip(gallery.entries[at].steps.indices, outcomes) {
        guard let outcome else { continue }
        let title = gallery.entries[at].title
        switch gallery.entries[at].steps[step] {
        case .file: break
        case .typed(let line, let answer):
          check(Gallery.trimmed(answer), outcome.answer, "\(theme): \(title): \(line)")
          gallery.entries[at].steps[step] = .typed(line: line, answer: outcome.answer)
        case .program(let line, let answer):
          check(Gallery.trimmed(answer), outcome.answer, "\(theme): \(title): \(line)")
          gallery.entries[at].steps[step] = .program(line: line, answer: outcome.answer)
        }
      }
    }
    if GalleryTests.isRecording {
      #expect(Fixtures.write(gallery.text, to: "\(GalleryTests.folder)/\(theme)"))
      Issue.record("\(theme) was recorded: read what changed, then test")
    } else {
      #expect(gallery.text == Fixtures.text("\(GalleryTests.folder)/\(theme)"), "\(theme) is not in its form")
    }
  }

  private func check(_ wanted: [String], _ answer: [String], _ what: String) {
    guard !GalleryTests.isRecording, wanted != answer else { return }
    Issue.record("\(what)\n— wanted\n\(wanted.joined(separator: "\n"))\n— is\n\(answer.joined(separator: "\n"))")
  }

  /// A mistake shows the line it is about, with a mark under it, and says something of its own.
  @Test(arguments: themes) func everyMistakeShowsItsLine(_ theme: String) throws {
    for entry in try gallery(theme).entries {
      for fault in try entry.outcomes().compactMap({ $0?.fault }).flatMap(\.all) {
        #expect(fault.place != nil, "\(entry.title): \(fault.message)")
        #expect(!"\(fault.message)".isEmpty)
      }
    }
  }

  /// What is proposed in place of a line can be typed as it stands.
  @Test(arguments: themes) func whatIsProposedWorks(_ theme: String) throws {
    for entry in try gallery(theme).entries where !GalleryTests.hintsForPeople.contains(entry.title) {
      for outcome in try entry.outcomes() {
        guard let outcome, let fault = outcome.fault, let hint = fault.hint, fault.place?.file == nil else { continue }
        for reading in GalleryTests.readings(hint) where !reading.contains("…") {
          var session = outcome.before
          #expect(throws: Never.self, "\(entry.title): \(reading)") { try session.execute(Source(reading)) }
        }
      }
    }
  }

  /// The lines a hint proposes: one, or one for each way to read the mistake.
  static func readings(_ hint: String) -> [String] {
    var result: [String] = []
    var rest = hint[...]
    while let dot = rest.firstIndex(of: "·") {
      result.append(trimmed(String(rest[..<dot])))
      rest = rest[rest.index(after: dot)...]
    }
    return result + [trimmed(String(rest))]
  }

  /// Entries whose hint is a command that is not built yet, or a file that is not there.
  static let hintsForPeople: Set<String> = ["a command where nothing is open [nothing open]"]
}
