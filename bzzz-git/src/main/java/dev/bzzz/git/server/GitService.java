package dev.bzzz.git.server;

import dev.bzzz.core.BzzzException;
import dev.bzzz.core.NotFound;
import dev.bzzz.core.repo.RepositoryName;
import dev.bzzz.git.local.HostedForge;
import dev.bzzz.git.local.HostedRepository;
import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.http.server.GitFilter;
import org.eclipse.jgit.http.server.resolver.AsIsFileService;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.ServiceMayNotContinueException;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.transport.resolver.ServiceNotAuthorizedException;
import org.eclipse.jgit.transport.resolver.ServiceNotEnabledException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Git's smart HTTP protocol for the repositories of a forge. Safe for use by many threads. */
final class GitService {
  /** Largest pack that a push may bring. */
  static final long MAX_PACK_BYTES = 2L << 30;

  /** Largest object in a push: what GitHub allows. */
  static final long MAX_OBJECT_BYTES = 100L << 20;

  /** Longest list of refs in a push, in bytes. */
  static final long MAX_COMMAND_BYTES = 3L << 20;

  private static final String REPOSITORY = RepositoryName.class.getName();
  private static final int TIMEOUT_SECONDS = 60;
  private static final String SUFFIX = ".git";
  private static final Logger LOG = LoggerFactory.getLogger(GitService.class);

  private final HostedForge forge;
  private final PushListener listener;

  GitService(HostedForge forge, PushListener listener) {
    this.forge = forge;
    this.listener = listener;
  }

  /** The filter that answers git's requests and leaves all others alone. */
  GitFilter filter() {
    GitFilter filter = new GitFilter();
    filter.setRepositoryResolver(this::open);
    filter.setAsIsFileService(AsIsFileService.DISABLED);
    filter.setUploadPackFactory(GitService::uploadPack);
    filter.setReceivePackFactory(this::receivePack);
    GitErrors errors = new GitErrors();
    filter.setUploadPackErrorHandler(errors);
    filter.setReceivePackErrorHandler(errors);
    return filter;
  }

  /** The name in a path such as {@code owner/name.git}. */
  static RepositoryName name(String path) {
    String plain =
        path.endsWith(SUFFIX) ? path.substring(0, path.length() - SUFFIX.length()) : path;
    return RepositoryName.parse(plain);
  }

  private Repository open(HttpServletRequest request, String path)
      throws RepositoryNotFoundException,
          ServiceMayNotContinueException,
          ServiceNotAuthorizedException {
    if (!GitGate.passed(request).known()) {
      throw new ServiceNotAuthorizedException("a token is needed");
    }
    try (HostedRepository hosted = forge.open(today(name(path)))) {
      request.setAttribute(REPOSITORY, hosted.name());
      hosted.git().incrementOpen(); // the service closes it
      return hosted.git();
    } catch (IllegalArgumentException | NotFound e) {
      throw new RepositoryNotFoundException(path, e);
    } catch (BzzzException e) {
      LOG.warn("cannot serve a repository: {}", e.getMessage());
      throw new ServiceMayNotContinueException("this repository cannot be read", e);
    }
  }

  /** A renamed repository is served by its former name too: remotes of clones keep that. */
  private RepositoryName today(RepositoryName name) {
    return forge.has(name) ? name : forge.renamed(name).orElse(name);
  }

  private static UploadPack uploadPack(HttpServletRequest request, Repository git) {
    UploadPack pack = new UploadPack(git);
    pack.setTimeout(TIMEOUT_SECONDS);
    return pack;
  }

  private ReceivePack receivePack(HttpServletRequest request, Repository git)
      throws ServiceNotEnabledException {
    if (!GitGate.passed(request).writes()) {
      throw new ServiceNotEnabledException("this token may read only");
    }
    if (HostedRepository.archived(git)) {
      throw new ServiceNotEnabledException("this repository is archived, so it is read-only");
    }
    ReceivePack pack = new LockedReceivePack(git);
    pack.setTimeout(TIMEOUT_SECONDS);
    pack.setMaxPackSizeLimit(MAX_PACK_BYTES);
    pack.setMaxObjectSizeLimit(MAX_OBJECT_BYTES);
    pack.setMaxCommandBytes(MAX_COMMAND_BYTES);
    pack.setRefFilter(OwnRefs::without);
    RepositoryName name = (RepositoryName) request.getAttribute(REPOSITORY);
    Links links = Links.of(request);
    pack.setPostReceiveHook((done, commands) -> listener.pushed(links, name, commands));
    return pack;
  }
}
