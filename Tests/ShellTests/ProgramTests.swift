// The program as it is run without a person: exit codes, what goes where, and what it writes.

import Documents
import Testing

@Suite struct ProgramTests {
  // MARK: Scripts

  private func planning(_ script: String? = nil) throws -> Terminal {
    let text = try script ?? #require(Fixtures.text("\(Fixtures.scripts)/planning.pacto"))
    let terminal = try Terminal(["planning.pacto": text])
    #expect(try terminal.run("pacto demo --write .").code == 0)
    return terminal
  }

  @Test func aQuartersPlanningRunsAndWritesWhereItIsTold() throws {
    let terminal = try planning()
    let outcome = try terminal.run("pacto run planning.pacto --out plans")
    #expect(outcome.code == 0)
    #expect(outcome.errors == "")
    #expect(outcome.lines.last == "12 passed, 0 failed")
    #expect(outcome.output.contains("2,334 leads"))
    let plan = try #require(terminal.text("plans/plan.md"))
    #expect(plan.contains("|  | base | better | lean | bigger | half |"))
    let compared = try JSONReader.read(try #require(terminal.text("plans/compare.json")))
    #expect(compared["scenarios"]?.written == #"["base","better","lean","bigger","half"]"#)
    let leads = try JSONReader.read(try #require(terminal.text("plans/plan.json")))
    #expect(leads.items.map { $0["name"]?.string } == ["leads", "utilization", "coverage"])
    #expect(try terminal.run("ls").output == "northwind.yaml\nplanning.pacto\nplans\nquarter.pacto\n")
    #expect(try terminal.run("ls plans").output == "compare.json\nplan.json\nplan.md\n")
  }

  @Test func theShippedScriptRuns() throws {
    let terminal = try planning()
    let outcome = try terminal.run("pacto run quarter.pacto --out plans")
    #expect(outcome.errors == "")
    #expect(try terminal.run("ls plans").output == "plan.json\nplan.md\n")
    #expect(outcome.code == 0, "\(outcome.output)")
  }

  @Test func aFailedAssertTellsBothSidesAndEndsInOne() throws {
    let terminal = try Terminal([
      "a.pacto": """
      open demo
      assert total(leads) <= 2,300
      assert total(leads) = 2,334
      assert utilization <= 90%  "hours"
      print "the end"

      """
    ])
    let outcome = try terminal.run("pacto run a.pacto")
    #expect(outcome.code == 1)
    #expect(outcome.output.contains("✗ total(leads): 2,334, asserted <= 2,300, over by 34\n"))
    #expect(outcome.output.contains("✗ utilization (SDR in Aug): 94%, asserted <= 90%, over by 4.3 pp   hours\n"))
    #expect(outcome.lines.suffix(2) == ["the end", "1 passed, 2 failed"])
  }

  private static let broken = """
    open demo
    # a comment
    scenario new lean

    assert total(leads) <= 10
    set reps[SDR] 5
    set clos_rate +1pp
    print "behind the error"

    """

  @Test func aTypingErrorIsToldWithItsPlaceAndTheNearestName() throws {
    let terminal = try Terminal(["broken.pacto": Self.broken])
    let outcome = try terminal.run("pacto run broken.pacto")
    #expect(outcome.code == 2, "an error outranks a failed assert")
    #expect(outcome.errors.hasPrefix("broken.pacto:7:5: error: "))
    #expect(outcome.errors.contains("\n  set clos_rate +1pp\n      ^^^^^^^^^"))
    #expect(outcome.errors.contains("try: set close_rate +1pp"))
    #expect(!outcome.output.contains("behind the error"))
  }

  @Test func keepGoingRunsOnAndStillFails() throws {
    let terminal = try Terminal(["broken.pacto": Self.broken])
    let outcome = try terminal.run("pacto run --keep-going broken.pacto")
    #expect(outcome.code == 2)
    #expect(outcome.lines.suffix(2) == ["behind the error", "0 passed, 1 failed"])
    #expect(outcome.errors.hasPrefix("broken.pacto:7:5: error: "))
  }

  @Test(arguments: [
    "open demo\nexpect error \"close_rate\"\nset close_rate[CEO] 4%\n", "open demo\nexpect error \"close_rate\"\n",
    "open demo\nexpect error \"currency\"\nset close_rate 4\n"
  ])
  func anUnmetExpectationEndsInOne(script: String) throws {
    let outcome = try Terminal(["a.pacto": script]).run("pacto run a.pacto")
    #expect(outcome.code == 1)
    #expect(outcome.output.contains("✗ expected an error with"))
  }

  @Test func aMetExpectationIsNoError() throws {
    let outcome = try Terminal(["a.pacto": "open demo\nexpect error \"clos\"\nset clos_rate 4%\n"]).run(
      "pacto run a.pacto")
    #expect(outcome.code == 0)
    #expect(outcome.errors == "")
  }

  @Test func scriptsHaveSessionsOfTheirOwn() throws {
    let terminal = try Terminal([
      "a.pacto": "open demo\nset reps[SDR] 9\n", "b.pacto": "open demo\nassert reps[SDR] = 6\n", "c.pacto": "leads\n"
    ])
    #expect(try terminal.run("pacto run a.pacto b.pacto").code == 0)
    #expect(try terminal.run("pacto run a.pacto c.pacto").code == 2, "nothing is open in the second")
  }

  @Test func linesMayEndInCarriageReturns() throws {
    let outcome = try Terminal(["a.pacto": "open demo\r\nset reps[SDR] 9\r\nassert reps[SDR] = 9 \"so\"\r\n"]).run(
      "pacto run a.pacto")
    #expect(outcome.code == 0)
    #expect(outcome.lines.last == "1 passed, 0 failed")
  }

  // MARK: Files

  @Test(arguments: ["../out.md", "/tmp/pacto-out.md", "deeper/../../out.md"])
  func filesStayBelowTheOutputFolder(path: String) throws {
    let terminal = try Terminal(["a.pacto": "open demo\nexport \(path) leads\n"])
    let outcome = try terminal.run("pacto run a.pacto --out plans")
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("is not below plans"))
    #expect(terminal.text("out.md") == nil)
  }

  @Test func existingFilesStayUnlessToldOtherwise() throws {
    let terminal = try Terminal([
      "a.pacto": "open demo\nexport leads.csv leads\n", "b.pacto": "open demo\nexport leads.csv replace leads\n",
      "leads.csv": "mine\n"
    ])
    let outcome = try terminal.run("pacto run a.pacto")
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("leads.csv exists already"))
    #expect(terminal.text("leads.csv") == "mine\n")
    #expect(try terminal.run("pacto run a.pacto --replace").code == 0)
    #expect(terminal.text("leads.csv")?.hasPrefix("quantity,tier,stage,team,month,value,units\n") == true)
    #expect(try terminal.run("echo mine >leads.csv; pacto run b.pacto").code == 0)
    #expect(terminal.text("leads.csv")?.hasPrefix("quantity,") == true)
  }

  @Test func pathsOfAScriptAreRelativeToIt() throws {
    let terminal = try Terminal()
    try terminal.run("mkdir q3 && pacto demo --write q3")
    #expect(
      try terminal.run("echo 'open northwind.yaml' >q3/a.pacto; echo 'export x.csv leads' >>q3/a.pacto").code == 0)
    #expect(try terminal.run("pacto run q3/a.pacto").code == 0)
    #expect(terminal.text("x.csv") != nil, "what is written goes to the working folder")
  }

  @Test func demoWritesNothingOver() throws {
    let terminal = try Terminal(["northwind.yaml": "mine\n"])
    #expect(try terminal.run("pacto demo --write .").code == 2)
    #expect(terminal.text("northwind.yaml") == "mine\n")
  }

  // MARK: Exit codes

  @Test(arguments: [
    ("pacto demo -c leads", 0), ("pacto demo -c 'set reps[SDR] 9' -c check", 1),
    ("pacto demo -c 'set close rate +1pp; set reps[SDR] 8' -c check", 0), ("pacto demo -c check -c leads", 1),
    ("pacto demo -c 'assert coverage >= 100%'", 1), ("pacto demo -c leadz", 2), ("pacto -c leads", 2),
    ("pacto nowhere.yaml -c leads", 2), ("pacto demo -c 'expect error \"x\"'", 1),
    ("pacto demo -c check -c leadz", 2), ("pacto check nowhere.yaml", 2), ("pacto run nowhere.pacto", 2),
    ("pacto --version", 0), ("pacto --help", 0), ("pacto run --help", 0), ("pacto demo --formt json", 64),
    ("pacto demo --format jsn", 64), ("pacto demo --width 3", 64), ("pacto run", 64), ("pacto a b", 64),
    ("pacto demo -c leads >/dev/full", 74), ("pacto demo --format json -c leads >/dev/full", 74),
    ("pacto --version >/dev/full", 74), ("pacto --help >/dev/full", 74)
  ])
  func exitCode(line: String, code: Int32) throws {
    let outcome = try Terminal().run(line)
    #expect(outcome.code == code, "\(line)\n\(outcome.output)\(outcome.errors)")
    #expect((code == 0) == outcome.errors.isEmpty || code == 1)
  }

  @Test func wrongOptionsGetASuggestion() throws {
    let terminal = try Terminal()
    #expect(try terminal.run("pacto demo --formt json").errors.contains("--format"))
    #expect(try terminal.run("pacto demo --format jsn").errors.contains("did you mean json?"))
  }

  @Test func aFullDiskIsToldInWords() throws {
    #expect(try Terminal().run("pacto demo -c leads >/dev/full").errors.contains("could not be written"))
  }

  @Test func aReaderThatLeavesEndsItQuietly() throws {
    let line = "{ pacto demo -c 'show model' -c 'show model' -c 'show model'; echo $? >code; } | head -1"
    let terminal = try Terminal()
    let outcome = try terminal.run(line)
    #expect(outcome.lines.count == 1)
    #expect(outcome.errors == "")
    #expect(["0\n", "141\n"].contains(terminal.text("code")))
  }

  @Test func checkJudgesSeveralAgreements() throws {
    let terminal = try planning()
    try terminal.run("sed 's/close_rate: 2.5%/close_rate: 4%/; s/reps: 6/reps: 9/' northwind.yaml >kept.yaml")
    let both = try terminal.run("pacto check kept.yaml northwind.yaml")
    #expect(both.code == 1)
    #expect(both.output.contains("kept.yaml\n") && both.output.contains("✗ broken  marketing  Deliver the lead quota"))
    #expect(try terminal.run("pacto check kept.yaml").code == 0)
    try terminal.run("echo 'nonsense: 1' >>kept.yaml")
    let wrong = try terminal.run("pacto check kept.yaml northwind.yaml")
    #expect(wrong.code == 2)
    #expect(wrong.errors.contains("kept.yaml:"))
    #expect(wrong.output.contains("✗ broken"), "the other one is judged all the same")
  }

  // MARK: Pipes and formats

  @Test func standardInputIsAScript() throws {
    let terminal = try Terminal()
    let outcome = try terminal.run("printf 'open demo\\nset reps[SDR] 7\\nreps[SDR, Aug]\\n' | pacto")
    #expect(outcome.code == 0)
    #expect(outcome.lines.last == "7 reps")
    let lines = "printf 'leads[CEO, Aug]\\nassert quota = 2.1M\\n' | pacto demo"
    #expect(try terminal.run(lines).output == "81 leads\n✓ quota = 2.1M\n")
    let wrong = try terminal.run("printf 'open demo\\n\\nleadz\\nquota\\n' | pacto")
    #expect(wrong.code == 2)
    #expect(!wrong.output.contains("2,100,000 EUR\n"))
  }

  @Test func jsonIsOneObjectALineAndNothingElse() throws {
    let line =
      "pacto demo --format json -c 'set close rate +1pp; check' -c leads -c 'watch leads' -c '# nothing' -c quit"
    let outcome = try Terminal().run(line)
    let objects = try outcome.lines.map { try JSONReader.read(String($0)) }
    #expect(objects.map { $0["command"]?.string } == ["set close rate +1pp", "check", "leads", "watch leads"])
    let shape = Shape.object([("command", .text), ("ok", .bool), ("result", .any([.map(.anything), .list(.anything)]))])
    for object in objects { #expect(shape.faults(of: object) == []) }
    #expect(outcome.errors == "")
  }

  @Test func jsonTellsErrors() throws {
    let terminal = try Terminal(["broken.pacto": Self.broken])
    let shape = Shape.object([
      ("command", .text), ("ok", .bool),
      (
        "error",
        .object([
          ("message", .text), ("file", .textOrNull), ("line", .numberOrNull), ("column", .numberOrNull),
          ("hint", .textOrNull)
        ])
      )
    ])
    let outcome = try terminal.run("pacto run broken.pacto --format json")
    #expect(outcome.code == 2)
    let objects = try outcome.lines.map { try JSONReader.read(String($0)) }
    let last = try #require(objects.last)
    #expect(shape.faults(of: last) == [])
    #expect(last["ok"] == .bool(false))
    #expect(last["error"]?["file"]?.string == "broken.pacto")
    #expect(last["error"]?["line"]?.double == 7)
    #expect(last["error"]?["column"]?.double == 5)
    #expect(last["error"]?["hint"]?.string == "set close_rate +1pp")
    #expect(outcome.errors.hasPrefix("broken.pacto:7:5: error: "))
    #expect(objects.dropLast().allSatisfy { $0["ok"] == .bool(true) })
  }

  @Test func csvHasOneHeader() throws {
    let outcome = try Terminal().run("pacto demo --format csv -c leads -c quota -c 'watch leads'")
    #expect(outcome.lines.count == 11)
    #expect(outcome.lines.first == "quantity,tier,stage,team,month,value,units")
    #expect(outcome.lines.last == "quota,,,,,2100000,EUR")
  }

  @Test func markdownIsATable() throws {
    let outcome = try Terminal().run("pacto demo --format markdown -c leads")
    #expect(outcome.output.hasPrefix("|  | Jul | Aug | Sep | total |\n|---|---:|---:|---:|---:|\n"))
  }

  @Test(arguments: [
    ("", "", false), ("", "--color always", true), ("NO_COLOR=1", "--color always", true),
    ("CLICOLOR_FORCE=1", "", true), ("CLICOLOR_FORCE=1", "--color never", false),
    ("CLICOLOR_FORCE=1", "--no-color", false),
    ("NO_COLOR=1 CLICOLOR_FORCE=1", "", false), ("CLICOLOR=0 CLICOLOR_FORCE=1", "--color auto", true),
    ("CLICOLOR=1", "", false)
  ])
  func whatDecidesTheColour(variables: String, option: String, isColoured: Bool) throws {
    let outcome = try Terminal().run("\(variables) pacto demo \(option) -c check")
    #expect(outcome.output.contains("\u{1B}[") == isColoured)
  }

  @Test func thereIsNoColourInAPipe() throws {
    let terminal = try Terminal()
    #expect(try !terminal.run("pacto demo -c check").output.contains("\u{1B}"))
    #expect(try terminal.run("CLICOLOR_FORCE=1 pacto demo -c check").output.contains("\u{1B}"))
    #expect(try !terminal.run("NO_COLOR=1 CLICOLOR_FORCE=1 pacto demo -c check").output.contains("\u{1B}"))
  }

  // MARK: Unattended

  /// A cron job mails what it gets: a line for each broken promise, planned or actual, nothing else.
  @Test func aBriefCheckIsALineForEachBrokenPromise() throws {
    let terminal = try Terminal(["make.pacto": "open demo\ntrack demo\nsave q3.yaml\n"])
    #expect(try terminal.run("pacto run make.pacto --out .").code == 0)
    let outcome = try terminal.run("pacto check --brief q3.yaml")
    #expect(outcome.code == 1 && outcome.errors == "")
    let shift =
      "otherwise Marketing moves 10 % of brand spend to demand generation next month; tell Bruno Díaz, Ana Ruiz"
    let wanted = [
      "✗ planned: marketing: Deliver the lead quota: 92% in Aug, 8.4 pp short of 100%; \(shift)",
      "✗ actual: marketing: Deliver the lead quota: 611 in Aug, 196 short of 807; broken in 1 of 3 months; \(shift)",
      """
      ✗ actual: sales: Work every lead: 46 in Aug, 15.4 over 30.6; broken in 1 of 3 months; otherwise Sales hands the \
      leads it cannot work back within two days; tell Ana Ruiz
      """,
      "✗ planned: sales: First contact in 5 min: 65% in Aug, 25 pp short of 90%; tell Bruno Díaz",
      """
      ✗ actual: sales: First contact in 5 min: 72% in Aug, 18 pp short of 90%; broken in 1 of 3 months; tell Bruno Díaz
      """
    ]
    #expect(outcome.lines.map(String.init) == wanted)
  }

  /// What was tracked and can't be judged any more is told, and is no yes.
  @Test func aBriefCheckTellsWhatItCannotJudge() throws {
    let agreement = """
      agreement: Ours
      currency: EUR
      period: {start: 2026-07, months: 1}
      business_hours: 9:00-17:00
      tiers: {CEO: {close_rate: 5%, deal_size: 20k}}
      promises:
        - {by: sales, promise: Answer, test: 1 <= 2, actual: actual_response_rate >= 50%, tell: [Ana]}

      """
    let terminal = try Terminal([
      "ours.yaml": agreement,
      "leads.csv": "lead_id,created_at,tier,first_followup_at\n1,2026-07-01 10:00,CEO,2026-07-01 10:05\n",
      "make.pacto": "open ours.yaml\ntrack leads.csv as of 2026-07-31\nsave q3.yaml\n"
    ])
    #expect(try terminal.run("pacto run make.pacto --out .").code == 0)
    let kept = try terminal.run("pacto check --brief q3.yaml")
    #expect(kept.code == 0 && kept.output == "" && kept.errors == "")
    #expect(try terminal.run("sed -i 's/business_hours: 9/business_hours: 8/' q3.yaml").code == 0)
    let outcome = try terminal.run("pacto check --brief q3.yaml")
    #expect(outcome.code == 1)
    #expect(outcome.lines.count == 1)
    #expect(outcome.lines.first?.hasPrefix("? actual: sales: Answer: business hours, holidays or time zone") == true)
    #expect(outcome.lines.first?.hasSuffix("; tell Ana") == true)
  }
}
