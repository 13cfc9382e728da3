package dev.bzzz.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ForgeServeCommandTest {
  @TempDir Path folder;

  @Test
  @Timeout(60)
  void theFirstLineTellsWhereItServesAndTheTokenItMade() throws Exception {
    PipedReader printed = new PipedReader();
    PrintWriter out = new PrintWriter(new PipedWriter(printed), true);
    Thread server =
        new Thread(
            () ->
                Bzzz.commandLine(Map.of())
                    .setOut(out)
                    .setErr(new PrintWriter(Writer.nullWriter()))
                    .execute(
                        "forge", "serve", "--dir=" + folder.resolve("new"), "--port=0", "--json"));
    server.start();
    try (BufferedReader lines = new BufferedReader(printed)) {
      JsonNode first = new ObjectMapper().readTree(lines.readLine());
      String apiUrl = first.path("apiUrl").asText();
      HttpResponse<String> user =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(apiUrl + "/user"))
                      .header("Authorization", "Bearer " + first.path("token").asText())
                      .build(),
                  HttpResponse.BodyHandlers.ofString());

      assertThat(apiUrl).isEqualTo(first.path("url").asText() + "/api/v3");
      assertThat(user.statusCode()).isEqualTo(200);
      assertThat(user.body()).contains("\"login\":\"bzzz\"");
      assertThat(Files.isDirectory(folder.resolve("new"))).isTrue();
    } finally {
      server.interrupt();
      server.join();
    }
  }

  @Test
  void aTokenIsNamedAndNeverWrittenOnTheCommandLine() {
    Cli.Ended written = serve(Map.of(), "--token=my-own-secret-token-1");
    Cli.Ended missing = serve(Map.of(), "--token=env:FORGE_TOKEN");
    Cli.Ended weak = serve(Map.of("FORGE_TOKEN", "short"), "--token=env:FORGE_TOKEN");

    assertThat(written.exitCode()).isEqualTo(2);
    assertThat(written.err()).contains("env:NAME").doesNotContain("my-own-secret");
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains("env:FORGE_TOKEN: the variable is not set");
    assertThat(weak.exitCode()).isEqualTo(2);
    assertThat(weak.err()).contains("16 to 255").doesNotContain("short ");
  }

  @Test
  void aTokenMayBeInAFile() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "short\n");

    Cli.Ended weak = serve(Map.of(), "--token=file:" + file);
    Cli.Ended missing = serve(Map.of(), "--token=file:" + file + "2");

    assertThat(weak.err()).contains("16 to 255");
    assertThat(missing.err()).contains("token2: there is no such file");
  }

  @Test
  void aFolderOfOtherThingsIsLeftAlone() throws Exception {
    Files.writeString(folder.resolve("letter.txt"), "dear");

    Cli.Ended ended = serve(Map.of());

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err()).contains("holds other things");
  }

  private Cli.Ended serve(Map<String, String> environment, String... more) {
    Object[] words = new Object[4 + more.length];
    words[0] = "forge";
    words[1] = "serve";
    words[2] = "--dir=" + folder;
    words[3] = "--port=0";
    System.arraycopy(more, 0, words, 4, more.length);
    return Cli.run(environment, words);
  }
}
