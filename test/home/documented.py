"""The commands of doc/home.md, and a collection server made by running them.

A block of commands is found by the heading above it, so that a test says which
part of the page it follows, and knows at the end which part nobody has run.
"""

import os
import pathlib
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PAGE = SOURCE / 'doc/home.md'
# The service's account: PostgreSQL refuses to run as root.
ACCOUNT = 'nobody'


def need_parts():
  """Ends the test as skipped where home's parts are not installed."""
  for program, path in (('nginx', '/usr/sbin'), ('psql', '/usr/bin'),
                        ('initdb', '/usr/lib/postgresql/15/bin')):
    if not shutil.which(program, path=path):
      print(f'skipped: there is no {program} (test/home/packages)')
      sys.exit(77)


def blocks():
  """{heading: [(kind, commands)]} of the page; kind is what follows ```sh."""
  found = {}
  pattern = r'^#+ ([^\n]+)$|^```sh *(\w*)\n(.*?)^```$'
  heading = None
  for match in re.finditer(pattern, PAGE.read_text(), re.M | re.S):
    if match[1]:
      heading = match[1]
    else:
      found.setdefault(heading, []).append((match[2], match[3]))
  return found


class Failed(Exception):
  """What comes after it cannot be tried."""


failed = []  # what did not come out as expected


def expect(what, found, expected):
  """Says whether it is so; of dictionaries, where they differ."""
  good = found == expected
  print(f'{"ok" if good else "FAILED"}: {what}', flush=True)
  if not good:
    failed.append(what)
    if isinstance(found, dict):
      found, expected = ({key: value for key, value in one.items()
                          if other.get(key) != value}
                         for one, other in ((found, expected),
                                            (expected, found)))
    print(f'  found    {found}\n  expected {expected}')


def free_port():
  with socket.socket() as listening:
    listening.bind(('127.0.0.1', 0))
    return listening.getsockname()[1]


def expect_about(what, value):
  """That the value is within a half of what the page's table of sizes says."""
  text = PAGE.read_text()
  place = text.index('## Size')
  said = re.search(rf'^\| {what} \| ([\d,]+) \|', text[place:], re.M)
  number = int(said[1].replace(',', ''))
  print(f'{what}: {value:.0f}, the page says {number}')
  expect(f'{what} is about what the page says',
         number / 1.5 <= value <= number * 1.5, True)


class Home:
  """A collection server under a temporary directory, on loopback only.

  `clock` is the time at which its certificates are made, seconds since 1970.
  An agent that runs at an earlier one refuses them.
  """

  def __init__(self, clock, change_conf=lambda text: text):
    need_parts()
    self.blocks = blocks()
    self.run_blocks = set()
    self.work = pathlib.Path(tempfile.mkdtemp(prefix='home.', dir='/tmp'))
    self.folder = self.work / 'srv'
    self.port = free_port()
    self.clock = clock
    self.spool = self.folder / 'spool'
    self.change_conf = change_conf
    self.work.chmod(0o755)
    self.folder.mkdir()
    # The account may not be able to read the repository.
    shutil.copytree(SOURCE / 'doc/home', self.work / 'clone/doc/home')
    if os.geteuid() == 0:
      shutil.chown(self.folder, ACCOUNT)
      self.account = pwd.getpwnam(ACCOUNT)
    else:
      self.account = None

  def as_account(self, script, environment=None, check=True, prefix=()):
    """Runs a bash script as the service's account; gives its output."""
    become = ['runuser', '-u', ACCOUNT, '--'] if self.account else []
    done = subprocess.run(
        [*become, 'env', *(environment or []), *prefix, 'bash', '-euo',
         'pipefail', '-c', script],
        cwd=self.work / 'clone', stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        timeout=300)
    if check and done.returncode != 0:
      raise Failed(f'status {done.returncode}: {script}\n{done.stdout}')
    return done.stdout

  def preamble(self):
    (_, variables), = self.blocks['Set it up']
    return (variables + f'home={self.folder}\nname=localhost\n'
            f'address=127.0.0.1\nport={self.port}\n')

  def follow(self, heading, **options):
    """Runs what the page says below a heading, and gives the output."""
    self.run_blocks |= {heading, 'Set it up'}
    script = '\n'.join(commands for _, commands in self.blocks[heading])
    return self.as_account(self.preamble() + script, **options)

  def set_up(self, preload, prefix=()):
    """All of "Set it up", but for what loads: that comes with the reports."""
    self.follow('The files')
    conf = self.folder / 'nginx.conf'
    conf.write_text(self.change_conf(conf.read_text()))
    self.follow('A certificate',
                environment=[f'LD_PRELOAD={preload}', f'CLOCK={self.clock}'])
    self.follow('The database', prefix=prefix)
    self.follow('The front', prefix=prefix)

  def point_agent(self, agent, configuration):
    """What the page says of a host, with the files of this one."""
    self.run_blocks.add('Point agents at it')
    (_, commands), = self.blocks['Point agents at it']
    commands = commands.replace('/etc/aerospike/home-ca.pem',
                                str(self.folder / 'ca.pem'))
    script = (self.preamble() + 'aerospike-telemetry() {\n'
              f'  env LD_PRELOAD={agent.preload} CLOCK={self.clock} '
              f'{agent.program} "$@" {configuration}\n}}\n' + commands)
    done = subprocess.run(['bash', '-euo', 'pipefail', '-c', script],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=60)
    if done.returncode != 0:
      raise Failed(f'{commands}\n{done.stdout}')

  def sql(self, query):
    """The rows of a query, as lists of texts; a null is an empty text."""
    out = self.as_account(
        self.preamble() + 'psql -h "$home/run" -d telemetry -qXAtF "|" '
        f'-v ON_ERROR_STOP=1 -c "$(cat <<\'END\'\n{query}\nEND\n)"')
    return [line.split('|') for line in out.splitlines()]

  def stop(self):
    for process, place in (('nginx', 'run/nginx.pid'),
                           ('postgres', 'db/postmaster.pid')):
      try:
        pid = int((self.folder / place).read_text().splitlines()[0])
        # SIGINT: PostgreSQL ends the sessions first.
        os.kill(pid, 2)
        for _ in range(500):
          os.kill(pid, 0)
          subprocess.run(['sleep', '0.02'], check=True)
      except (OSError, ValueError, IndexError):
        pass
    shutil.rmtree(self.work, ignore_errors=True)
