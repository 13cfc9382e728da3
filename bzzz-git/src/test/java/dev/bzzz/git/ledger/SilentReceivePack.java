package dev.bzzz.git.ledger;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.jspecify.annotations.Nullable;

/** Takes a push and breaks the line before it has answered. */
final class SilentReceivePack extends ReceivePack {
  private volatile boolean broken;

  /** Breaks the line after the refs have moved, or before. */
  SilentReceivePack(Repository git, boolean applies) {
    super(git);
    setPreReceiveHook(
        (pack, commands) -> {
          broken = true;
          if (!applies) {
            commands.forEach(command -> command.setResult(ReceiveCommand.Result.LOCK_FAILURE));
          }
        });
  }

  @Override
  public void receive(InputStream input, OutputStream output, @Nullable OutputStream messages)
      throws IOException {
    super.receive(input, new BreakingStream(output), messages);
  }

  private final class BreakingStream extends FilterOutputStream {
    BreakingStream(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (broken) {
        throw new IOException("the line is broken");
      }
      out.write(bytes, offset, length);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }
  }
}
