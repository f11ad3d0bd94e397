import Calc
import Testing

@testable import Leads

@Suite struct ZoneTests {
  @Test func readsTheSystemsZones() throws {
    let madrid = try Zone("Europe/Madrid")
    #expect(madrid.offset(at: Instant(seconds: 1_767_225_600)) == 3600)
    #expect(madrid.offset(at: Instant(seconds: 1_782_864_000)) == 7200)
  }
}
