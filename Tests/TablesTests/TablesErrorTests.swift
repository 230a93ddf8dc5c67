import Tables
import Testing

@Test("An error is one line that starts with the file and the line")
func describesPlace() throws {
  do {
    _ = try read("age,job,y\n1,a,u\nx,b,v\n")
    Issue.record("a word in a numeric column was read")
  } catch let error as TablesError {
    #expect(error.place == "a.csv")
    #expect(error.line == 3)
    #expect(error.description == "a.csv:3: " + error.message)
  }
}
