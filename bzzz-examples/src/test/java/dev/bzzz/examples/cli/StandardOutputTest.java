package dev.bzzz.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class StandardOutputTest {
  @Test
  void whatWasWrittenWasNotLost() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StandardOutput out = new StandardOutput(bytes);

    print(out, "größer");
    out.write('7');

    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("größer7");
    assertThat(out.failure()).isEmpty();
  }

  @Test
  void aResultThatIsLostOnAFullDiskIsTold() {
    StandardOutput out = new StandardOutput(failing("No space left on device"));

    print(out, "{}");

    assertThat(out.failure()).contains("No space left on device");
  }

  @Test
  void aReaderThatHasSeenEnoughIsNoFailure() {
    StandardOutput out = new StandardOutput(failing("Broken pipe"));

    print(out, "{}");

    assertThat(out.failure()).isEmpty();
  }

  private static void print(OutputStream out, String text) {
    PrintWriter writer = new PrintWriter(out, false, StandardCharsets.UTF_8);
    writer.print(text);
    writer.flush();
  }

  private static OutputStream failing(String why) {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        throw new IOException(why);
      }
    };
  }
}
