// Agreements that say much the same in ten ways of writing, to be edited in place.

enum EditedAgreements {
  static let block = """
    # Our agreement.      A comment before everything
    agreement: Northwind SLA      # the title
    currency: EUR
    period: {start: 2026-07, months: 3}

    # what sales must sell
    goal:
      quota: 2.1M per quarter     # board, May
      # of it
      marketing_share: 40%
      seasonality: {2026-08: 0.8}      # months not named weigh 1

    tiers:
      CEO:
        mix: 10%   # few
        close_rate: 5 of 100

        deal_size: 20k
        attempts: 8
      Director: {mix: 30%, close_rate: 3% to 5%, deal_size: 12k}
      Manager:  {mix: 60%, close_rate: 2.5%,     deal_size: 8k}   # most
    leads:
      sales_cycle: 45 days
      supply: 740 per month
      cost_per_lead: 60
    follow_up:
      respond_within: 5 min
      connect_rate: 18%
      attempts: 6        # CEO has more
      automation: 30%

    teams:
      SDR:
        reps: 6
        selling_time: 65%
      AE:
        reps: {2026-07: 7, 2026-09: 8}   # from September
        selling_time: 65%

    formulas:
      pipeline: total(leads * deal_size)   # all of it
      fee: 2k per month

    scenarios:
      cautious:
        close_rate: -0.5pp      # careful
        "reps[SDR]": 5
      aggressive:
        quota: +15%

    sources:
      quota: the board
    watch: [leads, coverage]
    # the end

    """

  static let braces = """
    agreement: {{}}
    period: {start: 2026-07, months: 2}
    goal: {quota: 900k per quarter, marketing_share: 50%}   # goal
    tiers: {A: {mix: 25%, close_rate: 4%, deal_size: 10000}, B: {mix: 75%, close_rate: 2%, deal_size: 5000}}
    leads: { sales_cycle: 30 days , supply: {A: 100, B: 300} }  # supply
    follow_up: {attempts: {A: 7, B: 5}, connect_rate: 20%, respond_within: 10 min}
    teams: {SDR: {reps: 4}, AE: {reps: {2026-07: 3, 2026-08: 4}}}
    assumptions: {deal_cycle: ~}
    scenarios: {lean: {reps: {SDR: 3}, quota: -10%}}
    sources: {}
    """.replacing("{{}}", with: "In braces").replacing("assumptions: {deal_cycle: ~}\n", with: "")

  static let quoted = """
    "agreement": 'It''s quoted'
    'period': {"start": '2026-07', "months": "3"}
    "goal":
      "quota": "1,200,000 per quarter"    # groups
      'marketing_share': '35%'
    tiers:
      'CEO':
        "mix": '20%'
        'close_rate': "4%"
        "deal_size": "15,000"
      "Director":
        'mix': "80%"
        "close_rate": '3%'
        'deal_size': '9,500'
    "follow_up":
      "attempts": "6"
      'connect_rate': "18%"   # "quoted" comment
      "respond_within": '5 min'
    teams:
      "SDR": {"reps": "5", 'selling_time': "60%"}
    scenarios:
      "lean":
        "close_rate[CEO]": "+1pp"

    """

  static let json = """
    {
      "agreement": "In JSON",
      "period": {"start": "2026-07", "months": 3},
      "goal": {
        "quota": 1500000,
        "marketing_share": 0.5
      },
      "tiers": {
        "CEO": {"mix": 0.2, "close_rate": 0.05, "deal_size": 20000},
        "Director": {"mix": "80%", "close_rate": "3%", "deal_size": 12000}
      },
      "follow_up": {"attempts": 6, "connect_rate": "18%"},
      "teams": {
        "SDR": {
          "reps": 4,
          "selling_time": "65%"
        }
      },
      "scenarios": {"lean": {"quota": "-10%"}}
    }

    """

  static let compact = """
    agreement: Compact
    period:
     start: 2026-07
     months: 4
    holidays:
    - 2026-08-17   # Assumption
    goal:
     quota: 3M/year
     seasonality:
      2026-08: 0.8
      2026-10: 1.2   # autumn
    tiers:
     CEO:
      mix: 10%
      close_rate: 5%
      deal_size: 20k
     Manager:
      close_rate: 2%
      deal_size: 8k
    follow_up:
     attempts:
      CEO: 8   # more
    teams:
     SDR:
      reps:
       2026-07: 5
       2026-09: 6
    watch:
    - leads
    - coverage
    scenarios:
     lean:
      reps:
       SDR: 4

    """

  static let documents = "%YAML 1.2\n# head\n---\n" + block.dropLast() + "\n...\n# tail\n"

  static let tabs = block.split(separator: "\n", omittingEmptySubsequences: false).map { line in
    line.contains("%") && !line.contains("#") && !line.contains("{") ? line + "\t\t# ñ 日本 🎉" : String(line)
  }.joined(separator: "\n")

  static let unicode = """
    agreement: Añejo 🎉 «SLA»   # 日本語
    language: es
    currency: EUR
    period: {start: 2026-07, months: 3}
    parties: {marketing: {director: Bruno Díaz}, sales: {director: Ana Ñuñez 🎉}}
    goal: {quota: 1.5M per quarter, marketing_share: 40%}   # 🎉🎉
    tiers:
      Dirección: {mix: 20%, close_rate: 5%, deal_size: 20k}
      "Jefé 日": {mix: 80%, close_rate: 2.5%, deal_size: 8k}   # ñ
    follow_up: {attempts: 6, connect_rate: 18%, respond_within: 5 min}
    teams:
      Ventas é: {reps: 6, selling_time: 65%}
    scenarios:
      prudente: {close_rate: -0.5pp}
    """

  static let prose = """
    summary: |  # prose
        Marketing delivers: 40 % of it.
          indented # no comment

        Sales: works.

    agreement: >-
        Folded
        title
    period: {start: 2026-07, months: 3}
    goal:
        quota: >-
            2.1M
            per quarter
        marketing_share: |-
            40%
    tiers:
        CEO:
            mix: 10%
            close_rate: 5%
            deal_size: 20k

            # between
            attempts: 8
        Director:
            mix: 90%
            close_rate: 3%
            deal_size: 12k
    handoff: |+
        keeps

        its lines

    teams:
        SDR:
            reps: 6
    definitions: {lead: "a: b", hot: 'x # y'}
    """

  static let all: [(name: String, text: String)] = [
    ("block", block),
    ("CRLF", block.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")),
    ("braces", braces), ("quoted", quoted), ("JSON", json), ("compact", compact), ("documents", documents),
    ("tabs", tabs), ("Unicode", unicode), ("prose", "\u{FEFF}" + prose)
  ]
}
