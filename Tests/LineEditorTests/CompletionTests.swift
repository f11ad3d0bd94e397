import Testing

@testable import LineEditor

@Suite struct CompletionTests {
  init() { utf8Locale }

  private func completions(_ names: String...) -> Completions {
    Completions(replacing: 0..<0, candidates: names.map { Candidate($0) })
  }

  @Test func insertsWhatCandidatesShare() {
    #expect(completions("close_rate", "close_rate_floor", "clock").sharedPrefix == "clo")
    #expect(completions("close_rate", "close_rate_floor").insertion(for: "cl") == "close_rate")
    #expect(completions("close_rate", "close_rate_floor").insertion(for: "close_rate") == nil)
    #expect(completions().insertion(for: "x") == nil)
  }

  @Test func theOnlyCandidateIsFollowedByItsSuffix() {
    #expect(completions("quota").insertion(for: "quo") == "quota ")
    #expect(completions("quota").insertion(for: "quo", before: " > 5") == "quota")
    // It may read otherwise than what was typed.
    #expect(completions("close_rate").insertion(for: "close ra") == "close_rate ")
  }

  @Test func sharedPrefixesAreWholeCharacters() {
    // e + acute and e + grave share a letter e in the code points, not a character.
    #expect(completions("re\u{301}a", "re\u{300}b").sharedPrefix == "r")
  }

  private func rows(_ names: [String], columns: Int, limit: Int = 10) -> [String] {
    CandidateList.rows(names.map { Candidate($0) }, columns: columns, limit: limit) { "… \($0) more" }
  }

  @Test func listsInColumnsDownwards() {
    #expect(rows(["a", "bb", "ccc", "d", "e"], columns: 14) == ["a    ccc  e", "bb   d"])
    #expect(rows(["a", "bb"], columns: 3) == ["a", "bb"])
  }

  @Test func measuresWideCharacters() {
    #expect(rows(["日本", "a", "b"], columns: 12) == ["日本  b", "a"])
  }

  @Test func aLongListSaysHowMuchIsMissing() {
    let long = (1...20).map { "number \($0)" }
    #expect(rows(long, columns: 10, limit: 4) == ["number 1", "number 2", "number 3", "… 17 more"])
    let names = (1...20).map { "n\($0)" }
    #expect(rows(names, columns: 16, limit: 4) == ["n1   n4   n7", "n2   n5   n8", "n3   n6   n9", "… 11 more"])
  }

  @Test func notesStandBesideTheirCandidates() {
    let candidates = [Candidate("set", note: "changes a figure"), Candidate("show")]
    #expect(
      CandidateList.rows(candidates, columns: 40, limit: 9) { "\($0)" } == ["set   changes a figure", "show"])
    #expect(CandidateList.rows(candidates, columns: 12, limit: 9) { "\($0)" } == ["set   chan…", "show"])
  }

  @Test(arguments: 1...30) func everyRowFits(seed: UInt64) {
    var random = Seeded(seed)
    let names = (0..<Int.random(in: 1...60, using: &random)).map { _ in
      String((0..<Int.random(in: 0...20, using: &random)).map { _ in "aé日x".randomElement(using: &random) ?? "a" })
    }
    let columns = Int.random(in: 2...60, using: &random)
    let limit = Int.random(in: -1...12, using: &random)
    let rows = rows(names, columns: columns, limit: limit)
    #expect(rows.count <= max(2, limit))
    #expect(rows.allSatisfy { Cells.count($0) < columns })
  }
}
