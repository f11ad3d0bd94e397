import Calc
import Shell

extension Target {
  /// Any text as a written value. The first byte says for what, the second in which form of writing. What is read and
  /// written again reads the same; a complaint stands within the text.
  static let value = Target(name: "value") { bytes in
    guard bytes.count > 2 else { return }
    let units = wanted[Int(bytes[0]) % wanted.count]
    let form = forms[Int(bytes[1]) % forms.count]
    let text = String(decoding: bytes.dropFirst(2), as: UTF8.self)
    let reader = QuantityReader(form: form, currency: "EUR")
    do throws(Diagnostic) {
      let written = try reader.read(text, for: Wanted(units))
      let again = QuantityFormat(form: form, currency: "EUR").full(written)
      lawOfHarmlessness(again)
      do throws(Diagnostic) {
        let back = try reader.read(again, for: Wanted(units))
        law(back.shape == written.shape, "\(again) reads as it was written")
      } catch {
        law(false, "\(again) can be typed: \(error.message)")
      }
    } catch {
      lawOfHarmlessness(Plain(width: 80).error(error))
      if let place = error.place {
        law(place.column >= 1 && place.column <= text.count + 1, "a complaint has its place")
      }
    }
  }

  private static let wanted = [
    Units.money, .percent, .hours, .days, .number, .count("leads"), Units(money: 1, flow: .period),
    Units(.choice(["business", "elapsed"]))
  ]
  private static let forms = [
    NumberForm.files, .prompt(language: "es"), .prompt(language: "es-MX"), .prompt(language: "pt"),
    .files(language: "pt")
  ]
}
