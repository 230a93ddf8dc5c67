import Tables
import Testing

@Test(
  "The nearest name is found within a third of the wanted one",
  arguments: [
    ("agee", "age"), ("Age", "age"), ("incmoe", "income"), ("educationnum", "education-num"),
    ("zzz", nil), ("x", nil), ("ag", nil), ("capital", nil), ("JOB", "job"),
  ])
func findsNearest(_ wanted: String, _ expected: String?) {
  let names = ["age", "income", "education-num", "capital-gain", "job", "y"]
  #expect(nearestName(to: wanted, in: names) == expected)
}

@Test("The first of equally near names is taken, and none of none")
func takesFirst() {
  #expect(nearestName(to: "cat", in: ["bat", "hat"]) == "bat")
  #expect(nearestName(to: "cat", in: []) == nil)
}
