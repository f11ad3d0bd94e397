// Lines and files that nobody writes: too long, too deep, no text at all. Each gets one clear answer, and nothing else
// happens.

import Calc
import Documents
import SLA
import Testing

@testable import Shell

@Suite struct HostileInputTests {
  private func demo() throws -> Session {
    var session = Session(world: MemoryDisk().world)
    _ = try session.execute(Source("open demo"))
    return session
  }

  private func fault(_ line: String) throws -> Diagnostic? {
    var session = try demo()
    do throws(Diagnostic) {
      _ = try session.execute(Source(line))
      return nil
    } catch {
      #expect(Hostile.live(Plain(width: 80).error(error)) == nil)
      return error
    }
  }

  // MARK: Lines

  @Test func aLineOfAMillionCharactersIsRefusedByItsLength() throws {
    for line in [String(repeating: "a", count: 1_000_000), "1" + String(repeating: "+1", count: 100_000)] {
      let message = try #require(try fault(line)).message
      #expect("\(message)" == "this line has \(line.utf8.count) characters; 10000 are the most")
    }
  }

  @Test func depthIsBounded() throws {
    let lines = [
      String(repeating: "(", count: 5_000),
      String(repeating: "(", count: 4_000) + "1" + String(repeating: ")", count: 4_000),
      String(repeating: "-", count: 5_000) + "1", String(repeating: "not ", count: 2_000) + "1 > 2",
      String(repeating: "max(", count: 2_000) + "1", String(repeating: "if 1 < 2 then 1 else ", count: 400) + "1",
      String(repeating: "10% of ", count: 1_000) + "quota", String(repeating: "leads[", count: 1_000),
      "1" + String(repeating: "+1", count: 4_000), "max(" + String(repeating: "1;", count: 4_000) + "1)",
      "quota" + String(repeating: " and quota", count: 900)
    ]
    for line in lines { #expect(try fault(line) != nil, "\(line.prefix(20))") }
  }

  @Test func tenThousandSemicolonsAreAnEmptyLine() throws {
    var session = try demo()
    #expect(try session.execute(Source(String(repeating: ";", count: 10_000))).isEmpty)
  }

  @Test func manyStatementsAreCarriedOutOneByOne() throws {
    var session = try demo()
    #expect(try session.execute(Source(String(repeating: "1;", count: 2_000))).count == 2_000)
  }

  @Test(arguments: Hostile.texts.indices) func aHostileLineIsHarmless(_ number: Int) throws {
    let text = Hostile.texts[number]
    for line in [
      text, "print \"\(text)\"", "set \(text) 4%", "show \(text)", "leads[\(text)]", "open \(text)", "# \(text)"
    ] {
      let what = Safe.terminal(String(line.prefix(60)))
      var session = try demo()
      do throws(Diagnostic) {
        for (command, reply) in try session.execute(Source(line)) {
          #expect(Hostile.live(Plain(width: 80).text(reply)) == nil, "\(what)")
          #expect(Hostile.live(JSON.text(command).written) == nil, "\(what)")
          #expect(!Hostile.isLive(markdown: MarkdownReply.text(reply)), "\(what)")
        }
      } catch {
        #expect(Hostile.live(Plain(width: 80).error(error)) == nil, "\(what)")
      }
    }
  }

  // MARK: Scripts

  @Test func lineEndsOfWindowsAndAByteOrderMarkAreRead() throws {
    let disk = MemoryDisk(["a.pacto": "\u{FEFF}print \"one\"\r\nprint \"two\"\r\n"])
    var session = Session(world: disk.world)
    let replies = try session.execute(Source("run a.pacto"))
    #expect(replies.map { Plain(width: 80).text($0.reply) } == ["one\ntwo\n"])
  }

  // MARK: Standard input

  /// What the program says to bytes on standard input.
  private func piped(_ bytes: [UInt8], _ line: String = "pacto demo") throws -> Terminal.Outcome {
    let terminal = try Terminal()
    #expect(Fixtures.write(bytes, to: "\(terminal.folder)/input"))
    return try terminal.run("timeout 60 \(line) < input")
  }

  @Test func aMillionCharactersOnStandardInputAreRefused() throws {
    let outcome = try piped([UInt8](repeating: 0x61, count: 1_000_000))
    #expect(outcome.code == 2)
    #expect(outcome.errors.hasPrefix("error: this line has 1000000 characters; 10000 are the most\n"))
    #expect(outcome.errors.utf8.count < 500)
  }

  @Test func tenMillionCharactersOnStandardInputAreRefused() throws {
    let outcome = try piped([UInt8](repeating: 0x61, count: 10_000_000))
    #expect(outcome.code == 2)
    #expect(outcome.errors.hasPrefix("error: this line has "))
  }

  @Test(arguments: 0..<8) func noiseOnStandardInputIsRefusedAndNotEchoed(_ seed: Int) throws {
    var dice = Dice(seed)
    let noise = (0..<20_000).map { _ in UInt8(dice.whole(below: 256)) }
    let outcome = try piped(noise, "pacto")
    #expect(outcome.code == 2)
    #expect(Hostile.live(outcome.output + outcome.errors) == nil)
  }

  @Test func aByteOrderMarkAndLineEndsOfWindowsAreReadFromStandardInput() throws {
    let outcome = try piped(Array("\u{FEFF}print \"one\"\r\nprint \"two\"\r\n".utf8), "pacto")
    #expect(outcome.output == "one\ntwo\n")
    #expect(outcome.code == 0)
  }

  @Test func noiseAsAnAgreementIsRefused() throws {
    for seed in 0..<40 {
      var dice = Dice(1_000 + seed)
      let noise = (0..<2_000).map { _ in UInt8(dice.whole(below: 256)) }
      let fault = #expect(throws: Diagnostic.self) { try AgreementReader.read(bytes: noise, file: "noise.yaml") }
      #expect(fault.map { Hostile.live(Plain(width: 80).error($0)) } == .some(nil))
    }
  }

  // MARK: Agreements

  private static let head = "agreement: Large\nperiod: {start: 2026-07, months: 3}\n"

  @Test func anAgreementOfNearlyAMegabyteIsRead() throws {
    let line = "# a remark that goes on for a while and says nothing at all\n"
    let text = HostileInputTests.head + String(repeating: line, count: 1_000_000 / line.utf8.count - 5)
    #expect(try AgreementReader.read(bytes: Array(text.utf8), file: nil).title == "Large")
  }

  @Test func anAgreementOfMoreThanAMegabyteIsRefused() throws {
    let text = HostileInputTests.head + String(repeating: "# remark\n", count: 130_000)
    #expect(throws: Diagnostic.self) { try AgreementReader.read(bytes: Array(text.utf8), file: nil) }
  }

  /// Each reads the next, so that the first is understood only when all are.
  @Test(arguments: [500, 501, 9_900]) func aLongChainOfFormulasIsReadOrRefused(_ count: Int) throws {
    let chain = (1..<count).map { "  f\($0): f\($0 + 1) + 1\n" }.joined() + "  f\(count): 1\n"
    let bytes = Array((HostileInputTests.head + "formulas:\n" + chain).utf8)
    guard count > 500 else {
      #expect(try AgreementReader.read(bytes: bytes, file: nil).formulas.count == count)
      return
    }
    let fault = #expect(throws: Diagnostic.self) { try AgreementReader.read(bytes: bytes, file: nil) }
    #expect(fault.map { "\($0.message)" } == "there are \(count) formulas; 500 are the most")
  }

  @Test func tenThousandFaultsAreToldInFew() throws {
    let keys = (0..<10_000).map { "key\($0): 1\n" }.joined()
    let fault = #expect(throws: Diagnostic.self) {
      try AgreementReader.read(bytes: Array((HostileInputTests.head + keys).utf8), file: "many.yaml")
    }
    let told = try #require(fault).all.count
    #expect(told <= 10_000)
    #expect(Plain(width: 80).error(try #require(fault)).split(separator: "\n").count <= 120)
  }
}
