import Calc
import Leads
import Testing

@testable import SLA

@Suite struct ModelTests {
  /// The worked case of model.md: 1.2 M a quarter from July 2026, marketing 40 %, cycle 45 days.
  @Test func computesTheWorkedCase() throws {
    let period = Period(start: try #require(Month("2026-07")), months: 3)
    let schema = try Model.schema(
      tiers: ["CEO", "Director", "Manager"], teams: ["SDR"], period: period, currency: "EUR")
    let program = try Program(schema)
    func pin(_ cells: [Double], _ axes: AxisSet) -> Pin {
      Pin(Grid(axes: axes, shape: schema.shape(axes), cells: cells))
    }
    let tier = AxisSet(place: Model.tier)
    var pins: [Int: Pin] = [:]
    func give(_ name: String, _ cells: [Double], _ axes: AxisSet = []) throws {
      pins[try #require(schema.place(of: name))] = pin(cells, axes)
    }
    try give("months", [3])
    try give("working_days", period.workingDays(without: []).map(Double.init), AxisSet(place: Model.month))
    try give("quota", [1_200_000])
    try give("marketing_share", [0.4])
    try give("sales_cycle", [45])
    try give("mix", [0.1, 0.3, 0.6], tier)
    try give("close_rate", [0.05, 0.04, 0.025], tier)
    try give("deal_size", [20_000, 12_000, 8_000], tier)
    try give("lead_value", [100, 50, 40], tier)
    try give("reps", [6])
    try give("selling_time", [0.65])
    try give("marketing_time", [0.7])
    try give("connect_rate", [0.18])
    try give("automation", [0.3])
    let sheet = Sheet(program, pins: pins)
    func cells(_ name: String) throws -> [Double] { sheet.grid(try #require(schema.place(of: name))).cells }
    #expect(abs(try cells("revenue_per_lead")[0] - 364) < 1e-9)
    let leads = try cells("leads")
    #expect(abs(leads[0] - 43.956043956) < 1e-6 && abs(leads[4] - 131.868131868) < 1e-6)
    #expect(abs(try cells("pipeline_leads")[0] - 64.988) < 1e-3)
    #expect(abs(try cells("workload")[0] - 220.95) < 0.005)
    #expect(abs(try cells("available_hours")[1] - 458.64) < 1e-6)
    #expect(abs(try cells("utilization")[0] - 0.4399) < 5e-5)
    #expect(abs(try cells("follow_up_time")[0] - 0.5027) < 5e-5)
    let place = try #require(schema.place(of: "coverage"))
    #expect(Tracer(sheet).reason(place, at: [0, 0, 0, 0])?.description == "supply is not given for CEO")
  }
}
