package dev.bzzz.llm.work;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bzzz.core.llm.ToolCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each file tool answers; commands and finish are in {@link ToolLoopWorkerTest}. */
class ToolsTest {
  @TempDir Path root;

  private ToolBox tools;

  @BeforeEach
  void open() throws IOException {
    WorkspaceFiles files = new WorkspaceFiles(root);
    tools =
        new ToolBox(
            List.of(
                new ListFiles(files),
                new ReadFile(files),
                new Search(files),
                new EditFile(files),
                new WriteFile(files)));
    Files.createDirectories(root.resolve("src"));
    Files.writeString(root.resolve("src/a.txt"), "one\ntwo\nthree\nfour\n");
    Files.writeString(root.resolve("b.txt"), "two (and\n");
  }

  @Test
  void listsFilesBelowAFolderInOrder() throws Exception {
    assertThat(answer("list_files", "{'path':'.'}")).isEqualTo("b.txt\nsrc/a.txt\n");
    assertThat(answer("list_files", "{'path':'src'}")).isEqualTo("src/a.txt\n");
    assertThat(answer("list_files", "{'path':'none'}"))
        .isEqualTo("Error: there is no file or folder 'none'");
  }

  @Test
  void listsOnlySoManyFiles() throws Exception {
    for (int i = 0; i < 500; i++) {
      Files.writeString(root.resolve("src/f" + i), "");
    }

    assertThat(answer("list_files", "{'path':'src'}").lines().count()).isEqualTo(401);
    assertThat(answer("list_files", "{'path':'src'}")).contains("there are more");
  }

  @Test
  void readsAWholeFileOrSomeLines() throws Exception {
    assertThat(answer("read_file", "{'path':'src/a.txt'}")).isEqualTo("one\ntwo\nthree\nfour\n");
    assertThat(answer("read_file", "{'path':'src/a.txt','offset':2,'limit':2}"))
        .isEqualTo("two\nthree\n(lines 2 to 3 of 4)");
    assertThat(answer("read_file", "{'path':'src/a.txt','offset':4,'limit':null}"))
        .isEqualTo("four\n(lines 4 to 4 of 4)");
    assertThat(answer("read_file", "{'path':'src/a.txt','offset':5}"))
        .isEqualTo("Error: the file has only 4 lines");
    assertThat(answer("read_file", "{'path':'src/a.txt','offset':0}")).startsWith("Error: ");
    assertThat(answer("read_file", "{'path':'src'}"))
        .isEqualTo("Error: 'src' is a folder; use list_files");
  }

  @Test
  void readsOnlySoMuchAtOnce() throws Exception {
    Files.writeString(root.resolve("big"), "0123456789\n".repeat(20_000));
    Files.writeString(root.resolve("wide"), "x".repeat(100_000));

    assertThat(answer("read_file", "{'path':'big'}").length()).isBetween(15_000, 17_000);
    assertThat(answer("read_file", "{'path':'big','limit':20000}").length())
        .isBetween(60_000, 66_000);
    assertThat(answer("read_file", "{'path':'wide'}")).contains("left out").hasSizeLessThan(17_000);
  }

  @Test
  void refusesFilesThatAreNoText() throws Exception {
    Files.write(root.resolve("zero"), new byte[] {'a', 0, 'b'});
    Files.write(root.resolve("latin"), new byte[] {(byte) 0xe4, 'b'});
    Files.write(root.resolve("huge"), new byte[WorkspaceFiles.MAX_FILE_BYTES + 1]);

    assertThat(answer("read_file", "{'path':'zero'}")).contains("binary");
    assertThat(answer("read_file", "{'path':'latin'}")).contains("not UTF-8");
    assertThat(answer("read_file", "{'path':'huge'}")).contains("larger than");
  }

  @Test
  void doesNotWaitForAPipe() throws Exception {
    Process mkfifo = new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start();
    assertThat(mkfifo.waitFor()).isZero();

    assertThat(answer("read_file", "{'path':'pipe'}")).contains("not a regular file");
    assertThat(answer("write_file", "{'path':'pipe','content':'x'}"))
        .contains("not a regular file");
    assertThat(answer("search", "{'pattern':'four'}")).contains("src/a.txt:4: four");
  }

  @Test
  void editsTextThatOccursExactlyOnce() throws Exception {
    assertThat(answer("edit_file", "{'path':'src/a.txt','old':'two\\n','new':'2\\n'}"))
        .isEqualTo("edited");
    assertThat(Files.readString(root.resolve("src/a.txt"))).isEqualTo("one\n2\nthree\nfour\n");
    assertThat(answer("edit_file", "{'path':'src/a.txt','old':'five','new':'5'}"))
        .contains("does not occur");
    assertThat(answer("edit_file", "{'path':'src/a.txt','old':'r','new':'R'}"))
        .contains("more than once");
    assertThat(answer("edit_file", "{'path':'src/a.txt','old':'','new':'R'}")).contains("empty");
    assertThat(answer("edit_file", "{'path':'src/a.txt','old':'one','new':'one'}"))
        .contains("the same");
    assertThat(answer("edit_file", "{'path':'none','old':'one','new':'two'}"))
        .contains("there is no file");
  }

  @Test
  void writesFilesInNewFoldersAndKeepsWhatIsExecutable() throws Exception {
    Path script = Files.writeString(root.resolve("run.sh"), "old");
    assertThat(script.toFile().setExecutable(true)).isTrue();

    assertThat(answer("write_file", "{'path':'x/y/z.txt','content':'ä'}")).isEqualTo("written");
    assertThat(answer("write_file", "{'path':'run.sh','content':'new'}")).isEqualTo("written");

    assertThat(Files.readString(root.resolve("x/y/z.txt"))).isEqualTo("ä");
    assertThat(Files.readString(script)).isEqualTo("new");
    assertThat(Files.isExecutable(script)).isTrue();
  }

  @Test
  void refusesToWriteWhatIsNoFile() throws Exception {
    assertThat(answer("write_file", "{'path':'src','content':'x'}")).startsWith("Error: ");
    assertThat(answer("write_file", "{'path':'.','content':'x'}")).startsWith("Error: ");
    assertThat(answer("write_file", "{'path':'','content':'x'}")).startsWith("Error: ");
    assertThat(answer("write_file", "{'path':'b.txt/c','content':'x'}"))
        .contains("'b.txt' is not a folder");
    assertThat(answer("write_file", "{'path':'a\\u0000b','content':'x'}")).startsWith("Error: ");
    assertThat(answer("write_file", "{'path':'s','content':'\\ud800'}"))
        .contains("half a character");
    assertThat(answer("write_file", "{'path':'l','content':'" + "x".repeat((1 << 20) + 1) + "'}"))
        .contains("larger than");
  }

  @Test
  void findsLinesByRegularExpressionOrPlainText() throws Exception {
    assertThat(answer("search", "{'pattern':'^t\\\\w+'}"))
        .isEqualTo("b.txt:1: two (and\nsrc/a.txt:2: two\nsrc/a.txt:3: three\n");
    assertThat(answer("search", "{'pattern':'^t\\\\w+','path':'src'}"))
        .isEqualTo("src/a.txt:2: two\nsrc/a.txt:3: three\n");
    assertThat(answer("search", "{'pattern':'(and'}"))
        .isEqualTo("(not a regular expression, so searched as plain text)\nb.txt:1: two (and\n");
    assertThat(answer("search", "{'pattern':'nowhere'}")).isEqualTo("(nothing found)\n");
  }

  @Test
  void givesUpAPatternThatWouldRunForEver() throws Exception {
    Files.writeString(root.resolve("aaa"), "a".repeat(900) + "!");

    assertThat(answer("search", "{'pattern':'(a+a+)+$'}")).contains("takes too long");
  }

  @Test
  void findsACallThatStandsInTheTextAlone() {
    String call = "{\"name\":\"run\",\"arguments\":{\"command\":[\"ls\"]}}";

    assertThat(TextCalls.in(call, "t")).map(ToolCall::name).contains("run");
    assertThat(TextCalls.in("```json\n" + call + "\n```", "t")).map(ToolCall::name).contains("run");
    assertThat(TextCalls.in("<tool_call>\n" + call + "\n</tool_call>", "t")).isPresent();
    assertThat(TextCalls.in("{\"name\":\"run\",\"parameters\":{}}", "t")).isPresent();
    assertThat(TextCalls.in("I would call " + call, "t")).isEmpty();
    assertThat(TextCalls.in("{\"name\":\"run\"}", "t")).isEmpty();
    assertThat(TextCalls.in("{\"name\":7,\"arguments\":{}}", "t")).isEmpty();
    assertThat(TextCalls.in("{not json", "t")).isEmpty();
    assertThat(TextCalls.in("", "t")).isEmpty();
  }

  private String answer(String tool, String arguments) throws Exception {
    return tools
        .play(new ToolCall("c", tool, new JsonMapper().readTree(arguments.replace('\'', '"'))))
        .text();
  }
}
