import Tables
import Testing

@Test("Names are in the order of scalars, equal ones merged, codes follow and -1 stays")
func sortsNames() {
  let categories = Categories(codes: [0, 1, 2, 3, -1, 4], unsorted: ["b", "é", "a", "b", "Z"])
  #expect(categories.names == ["Z", "a", "b", "é"])
  #expect(categories.codes == [2, 3, 1, 2, -1, 0])
}

@Test("Names that look alike but differ in bytes are different levels in a fixed order")
func comparesBytes() {
  let composed = "\u{E9}"
  let decomposed = "e\u{301}"
  let categories = Categories(codes: [0, 1], unsorted: [composed, decomposed])
  #expect(categories.codes == [1, 0])
  let reversed = Categories(codes: [1, 0], unsorted: [decomposed, composed])
  #expect(reversed.codes == [1, 0])
}

@Test("The order of the records has no influence on names")
func orderDoesNotMatter() throws {
  let lines = ["1,b,u", "2,a,v", "3,,u", "4,d,w", "5,c,v"]
  let forward = try read("age,job,y\n" + lines.joined(separator: "\n"))
  let backward = try read("age,job,y\n" + lines.reversed().joined(separator: "\n"))
  #expect(rows(forward) == rows(backward).reversed())
  #expect(forward.label.names == ["u", "v", "w"])
  #expect(forward.label.codes == backward.label.codes.reversed())
  #expect(backward.label.names == forward.label.names)
}
