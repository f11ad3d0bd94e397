import Calc
import Testing

@testable import Shell

@Suite struct CompletionTests {
  private func candidates(_ line: String) throws -> [String] {
    var session = Session(world: .none)
    _ = try session.execute(Source("open demo"))
    return Completion.of(line, at: line.utf8.count, in: session)?.candidates.map(\.text) ?? []
  }

  @Test func labelsStandInBrackets() throws {
    #expect(try candidates("set close_rate[D") == ["Director"])
    #expect(try candidates("set close rate[") == ["CEO", "Director", "Manager", "all"])
  }

  @Test func wordsTypedApartJoinIntoAName() throws {
    #expect(try candidates("set close ra") == ["close_rate"])
  }

  @Test func aChoiceOffersItsWords() throws {
    #expect(try candidates("set clock ") == ["business", "elapsed"])
  }

  @Test func scenariosFollowTheirCommand() throws {
    #expect(try candidates("scenario a") == ["aggressive"])
    #expect(try candidates("compare base,c") == ["cautious"])
  }
}
