package import Results

/// What a policy says of a run, as JUnit XML that the schema of Jenkins's xUnit plugin accepts.
///
/// Every finding is a test case, passing ones too. Properties stand in a test suite of the case's own, since the schema
/// has none in a case. Too little to tell and not applicable are skipped cases with the reason.
package struct JUnitReport: Sendable {
  /// The XML text.
  package let text: String

  /// Writes the XML.
  ///
  /// - Parameters:
  ///   - result: What the policy says.
  ///   - isStrict: Whether too little to tell is a failure.
  package init(_ result: GateResult, isStrict: Bool) {
    let failing = { (outcome: GateFinding.Outcome) in
      outcome == .fail || (isStrict && outcome == .investigate)
    }
    let failures = result.findings.count { failing($0.outcome) }
    let skipped = result.findings.count { Self.isSkipped($0, failing) }
    var lines = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
      "<testsuites name=\(Self.quoted("rollcall gate")) tests=\"\(result.findings.count)\" failures=\"\(failures)\" errors=\"0\">",
      "  <testsuite name=\(Self.quoted(result.policy)) tests=\"\(result.findings.count)\" failures=\"\(failures)\" "
        + "errors=\"0\" skipped=\"\(skipped)\">",
    ]
    for finding in result.findings { lines += Self.suite(finding, failing) }
    lines += ["  </testsuite>", "</testsuites>", ""]
    text = lines.joined(separator: "\n")
  }

  private static func isSkipped(
    _ finding: GateFinding, _ failing: (GateFinding.Outcome) -> Bool
  ) -> Bool {
    finding.outcome != .pass && !failing(finding.outcome)
  }

  private static func suite(
    _ finding: GateFinding, _ failing: (GateFinding.Outcome) -> Bool
  ) -> [String] {
    let (fails, skips) = (failing(finding.outcome), isSkipped(finding, failing))
    let outcome = quoted(finding.outcome.rawValue)
    let message = quoted(finding.reason)
    var lines = [
      "    <testsuite name=\(quoted(finding.subject)) tests=\"1\" failures=\"\(fails ? 1 : 0)\" errors=\"0\" "
        + "skipped=\"\(skips ? 1 : 0)\">",
      "      <properties>",
      "        <property name=\"outcome\" value=\(outcome)/>",
    ]
    lines += finding.values.map {
      "        <property name=\(quoted($0.name)) value=\(quoted($0.text))/>"
    }
    lines.append("      </properties>")
    let open = "      <testcase classname=\(quoted(finding.rule)) name=\(quoted(finding.subject))"
    if fails {
      lines += [
        "\(open)>", "        <failure type=\(outcome) message=\(message)/>", "      </testcase>",
      ]
    } else if skips {
      lines += [
        "\(open)>", "        <skipped type=\(outcome) message=\(message)/>", "      </testcase>",
      ]
    } else {
      lines += [
        "\(open)>", "        <system-out>\(escapedXML(finding.reason))</system-out>",
        "      </testcase>",
      ]
    }
    return lines + ["    </testsuite>"]
  }

  private static func quoted(_ text: String) -> String { "\"\(escapedXML(text))\"" }

  /// The text without what XML would act on, and without the characters that XML 1.0 cannot hold.
  private static func escapedXML(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n", "\r": result += " "
      case _ where scalar.value < 0x20 || (0xFFFE...0xFFFF).contains(scalar.value):
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
