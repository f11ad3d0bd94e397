// The program itself on a terminal, killed in the middle of a meeting: what was answered is there at the next start.

import Glibc
import Testing

/// A person who works with the program, in a folder of their own.
private final class Person {
  let folder: Folder
  /// The program, built beside the tests.
  private static let program = Session.probe.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/pacto"

  init() throws { folder = try Folder() }

  func start(_ arguments: [String] = ["demo"], height: Int = 60) throws -> Session {
    let session = try Session(
      arguments, program: Person.program, height: height, environment: ["HOME": folder.path, "NO_COLOR": "1"])
    session.wait { Person.isWaiting($0) }
    return session
  }

  /// Whether the screen ends in an empty prompt.
  static func isWaiting(_ screen: Screen) -> Bool { screen.text.last?.hasSuffix(">") == true }

  var journals: [String] { names(".local/state/pacto/journal") }

  func names(_ path: String) -> [String] {
    guard let directory = opendir("\(folder.path)/\(path)") else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.first != "." { names.append(name) }
    }
    return names
  }
}

extension Session {
  /// Types a line and waits for what must stand on the screen then.
  fileprivate func type(_ line: String, until row: String) {
    send(line + "\r")
    wait { screen in screen.text.contains { $0.contains(row) } && Person.isWaiting(screen) }
  }

  fileprivate func shows(_ text: String) -> Bool { screen.text.contains { $0.contains(text) } }
}

@Suite struct MeetingTests {
  @Test func whatWasAnsweredIsThereAfterEveryKill() throws {
    let person = try Person()
    for round in 1...10 {
      let session = try person.start()
      if round > 1 {
        #expect(session.shows("recovered"), "round \(round): \(session.screen.text)")
        #expect(session.shows("set quota \(round - 1)00k"), "round \(round): \(session.screen.text)")
      }
      session.type("set quota \(round)00k", until: "→ \(round == 10 ? "1,000" : "\(round)00"),000 EUR")
      session.signal(SIGKILL)
      _ = session.end()
    }
    let session = try person.start()
    #expect(session.shows("10 changes from"), "\(session.screen.text)")
    session.type("undo 10", until: "2,100,000")
    session.send("quit\r")
    #expect(session.end() == 0)
    #expect(person.journals == [])
  }

  @Test func whatWasTrackedIsThereWithoutItsExport() throws {
    let person = try Person()
    try person.folder.write("lead_id,created_at,tier\nL1,2026-07-01 10:00,CEO\n", to: "crm.csv")
    let session = try person.start()
    session.type("track \(person.folder.path)/crm.csv as leads", until: "Tracked crm.csv as leads")
    session.signal(SIGKILL)
    _ = session.end()
    #expect(unlink("\(person.folder.path)/crm.csv") == 0)
    let again = try person.start()
    #expect(again.shows("1 change from"), "\(again.screen.text)")
    again.type("check", until: "crm.csv as of 2026-07-01")
    #expect(again.shows("crm.csv as of 2026-07-01"), "\(again.screen.text)")
  }

  @Test func aScriptDoesNotWaitForTheKeyboard() throws {
    let person = try Person()
    try person.folder.write("track - as piped\n", to: "in.pacto")
    let session = try person.start()
    session.type("run \(person.folder.path)/in.pacto", until: "standard input is the keyboard here")
    #expect(session.shows("standard input is the keyboard here"), "\(session.screen.text)")
    session.type("set reps[SDR] 8", until: "6 → 8")
    #expect(session.shows("6 → 8"), "\(session.screen.text)")
  }

  @Test(arguments: [SIGHUP, SIGTERM]) func aSignalLeavesTheJournal(_ signal: Int32) throws {
    let person = try Person()
    let session = try person.start()
    session.type("set reps[SDR] 8", until: "6 → 8")
    session.signal(signal)
    #expect(session.end() == 128 + signal)
    #expect(person.journals.count == 1)
    #expect(try person.start().shows("1 change from"))
  }

  @Test func filesAreForTheirOwnerOnly() throws {
    let person = try Person()
    let session = try person.start()
    session.type("set reps[SDR] 8", until: "6 → 8")
    let state = ".local/state/pacto"
    #expect(person.folder.mode("\(state)/history") == 0o600)
    #expect(person.folder.mode("\(state)/journal") == 0o700)
    for name in person.journals { #expect(person.folder.mode("\(state)/journal/\(name)") == 0o600) }
    #expect(person.journals == ["demo-1"])
  }

  @Test func nothingIsKeptInPrivate() throws {
    let person = try Person()
    let session = try person.start(["demo", "--private"])
    session.type("set reps[SDR] 8", until: "6 → 8")
    session.signal(SIGKILL)
    _ = session.end()
    #expect(person.names(".local/state") == [])
    #expect(try !person.start().shows("recovered"))
  }

  @Test func twoShellsHaveJournalsOfTheirOwnAndShareTheirHistory() throws {
    let person = try Person()
    let (one, other) = (try person.start(), try person.start())
    one.type("set reps[SDR] 8", until: "6 → 8")
    other.type("set quota 900k", until: "→ 900,000")
    #expect(person.journals.sorted() == ["demo-1", "demo-2"])
    // What the first typed before the second's prompt came is found there, behind its own.
    other.send("\u{1B}[A\u{1B}[A")
    let isFound = { (screen: Screen) in screen.text.contains { $0.contains("base*> set reps[SDR] 8") } }
    other.wait(until: isFound)
    #expect(isFound(other.screen), "\(other.screen.text)")
    for session in [one, other] {
      session.signal(SIGKILL)
      _ = session.end()
    }
    let next = try person.start()
    #expect(next.shows("set reps[SDR] 8"))
    let last = try person.start()
    #expect(last.shows("set quota 900k"))
  }

  @Test func aMeetingThatWasLeftOnPurposeLeavesNothing() throws {
    let person = try Person()
    let session = try person.start()
    session.type("set reps[SDR] 8", until: "6 → 8")
    session.type("quit", until: "quit again leaves")
    session.send("quit\r")
    #expect(session.end() == 0)
    #expect(person.journals == [])
    #expect(try !person.start().shows("recovered"))
  }

  @Test func openingTheAgreementAgainOnPurposeGivesChangesUp() throws {
    let person = try Person()
    let session = try person.start(height: 200)
    session.type("set reps[SDR] 8", until: "6 → 8")
    session.type("open demo", until: "typing it again leaves them")
    session.send("open demo\r")
    session.wait { screen in
      screen.text.count { $0.hasPrefix("MARKETING OWES  Bruno") } == 2 && Person.isWaiting(screen)
    }
    #expect(!session.shows("recovered"), "\(session.screen.text)")
    session.type("reps[SDR, Jul]", until: "6 reps")
    #expect(person.journals == [])
  }

  @Test func aScriptThatOpensTheAgreementAgainIsNotUndoneByItsJournal() throws {
    let person = try Person()
    try person.folder.write("open demo\nset quota 900k\n", to: "again.pacto")
    let session = try person.start(height: 200)
    session.type("set reps[SDR] 8", until: "6 → 8")
    session.type("run \(person.folder.path)/again.pacto", until: "→ 900,000")
    session.type("quota", until: "900,000 EUR")
    #expect(!session.shows("recovered"), "\(session.screen.text)")
    session.signal(SIGKILL)
    _ = session.end()
    // One of the two that were left is taken up now, the other one at the start after it.
    let (one, other) = (try person.start(), try person.start())
    #expect(one.shows("set reps[SDR] 8"), "\(one.screen.text)")
    #expect(other.shows("set quota 900k"), "\(other.screen.text)")
  }

  @Test func aJournalThatCannotBeWrittenIsToldOnce() throws {
    let person = try Person()
    for part in ["", "/.local", "/.local/state", "/.local/state/pacto"] where !part.isEmpty {
      try #require(mkdir(person.folder.path + part, 0o700) == 0)
    }
    try person.folder.write("no folder", to: ".local/state/pacto/journal")
    let session = try person.start()
    session.type("set reps[SDR] 8", until: "6 → 8")
    #expect(session.shows("journal cannot be written"), "\(session.screen.text)")
    session.type("set reps[SDR] 9", until: "8 → 9")
    #expect(session.screen.text.count { $0.contains("journal cannot be written") } == 1, "\(session.screen.text)")
    try #require(unlink(person.folder.path + "/.local/state/pacto/journal") == 0)
    session.type("set reps[SDR] 10", until: "9 → 10")
    #expect(session.shows("The journal is written again"), "\(session.screen.text)")
    session.signal(SIGKILL)
    _ = session.end()
    #expect(try person.start().shows("3 changes from"))
  }

  @Test func aDamagedJournalIsToldAndKept() throws {
    let person = try Person()
    let state = ".local/state/pacto/journal"
    var session = try person.start()
    session.type("set reps[SDR] 8", until: "6 → 8")
    session.type("set reps[SDR] 9", until: "8 → 9")
    session.signal(SIGKILL)
    _ = session.end()
    let whole = person.folder.read("\(state)/demo-1")
    try person.folder.write(whole.replacing("set reps[SDR] 9", with: "set reps[SDR] 7"), to: "\(state)/demo-1")
    session = try person.start()
    #expect(session.shows("1 change from"), "\(session.screen.text)")
    #expect(session.shows("could not be read"), "\(session.screen.text)")
    session.signal(SIGKILL)
    _ = session.end()
    try person.folder.write("nonsense\n", to: "\(state)/demo-1")
    session = try person.start()
    #expect(session.shows("is damaged and cannot be read"), "\(session.screen.text)")
    #expect(person.folder.read("\(state)/demo-1.damaged") == "nonsense\n")
  }
}
