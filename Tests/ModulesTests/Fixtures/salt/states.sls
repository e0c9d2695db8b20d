{# Applied three times by generate.py and by SaltComparisonTests: as a test, for real, and once more. #}
new file:
  file.managed:
    - name: @DIR@/new
    - contents: hello
new file with mode:
  file.managed:
    - name: @DIR@/mode
    - contents: [a, b]
    - mode: '0600'
new empty file:
  file.managed:
    - name: @DIR@/empty
changed content:
  file.managed:
    - name: @DIR@/old
    - contents: |
        one
        2
        three
changed content and mode:
  file.managed:
    - name: @DIR@/old2
    - contents: x
    - mode: 600
changed mode only:
  file.managed:
    - name: @DIR@/old3
    - contents: same
    - mode: 640
content that stays:
  file.managed:
    - name: @DIR@/old4
    - contents: other
    - replace: False
file that is not made:
  file.managed:
    - name: @DIR@/notmade
    - contents: other
    - create: False
no parent:
  file.managed:
    - name: @DIR@/no/parent
    - contents: x
parent is made:
  file.managed:
    - name: @DIR@/made/parent
    - contents: x
    - makedirs: True
    - mode: 640
    - dir_mode: 750
relative:
  file.managed:
    - name: relative/path
    - contents: x
target is a directory:
  file.managed:
    - name: @DIR@/dir
    - contents: x
from source:
  file.managed:
    - name: @DIR@/source
    - source: salt://files/plain.txt
from source list:
  file.managed:
    - name: @DIR@/sourcelist
    - source:
      - salt://files/nope.txt
      - salt://files/plain.txt
missing source:
  file.managed:
    - name: @DIR@/missingsource
    - source: salt://files/nope.txt
missing sources:
  file.managed:
    - name: @DIR@/missingsources
    - source:
      - salt://files/nope.txt
      - salt://files/nope2.txt
template:
  file.managed:
    - name: @DIR@/template
    - source: salt://files/template.j2
    - template: jinja
    - defaults: {a: 1, b: 2}
    - context: {b: 3}
broken template:
  file.managed:
    - name: @DIR@/broken
    - contents: "{% raw %}{{ nothing }}{% endraw %}"
    - template: jinja
hidden changes:
  file.managed:
    - name: @DIR@/hidden
    - contents: new
    - show_changes: False
binary to text:
  file.managed:
    - name: @DIR@/binary
    - contents: text
new file diff:
  file.managed:
    - name: @DIR@/newdiff
    - contents: |
        a
        b
    - new_file_diff: True
no final newline:
  file.managed:
    - name: @DIR@/nonewline
    - contents: x
    - contents_newline: False
contents pillar:
  file.managed:
    - name: @DIR@/pillar
    - contents_pillar: deep:text
contents pillar missing:
  file.managed:
    - name: @DIR@/pillarmissing
    - contents_pillar: deep:nothing
unknown user:
  file.managed:
    - name: @DIR@/unknownuser
    - contents: x
    - user: nosuchuser
    - group: nosuchgroup
check refuses:
  file.managed:
    - name: @DIR@/checked
    - contents: bad
    - check_cmd: grep good
new directory:
  file.directory:
    - name: @DIR@/newdir
new directory with mode:
  file.directory:
    - name: @DIR@/newdirmode
    - mode: 700
directory mode:
  file.directory:
    - name: @DIR@/dirmode
    - mode: 700
directory without parent:
  file.directory:
    - name: @DIR@/x/y/z
directory with parents:
  file.directory:
    - name: @DIR@/p/q/r
    - makedirs: True
directory is a file:
  file.directory:
    - name: @DIR@/afile
directory recursion:
  file.directory:
    - name: @DIR@/recursion
    - dir_mode: 750
    - file_mode: 640
    - recurse: [mode]
new link:
  file.symlink:
    - name: @DIR@/link
    - target: @DIR@/afile
wrong link:
  file.symlink:
    - name: @DIR@/wronglink
    - target: @DIR@/afile
right link:
  file.symlink:
    - name: @DIR@/rightlink
    - target: @DIR@/afile
link over a file:
  file.symlink:
    - name: @DIR@/linkfile
    - target: @DIR@/afile
forced link over a file:
  file.symlink:
    - name: @DIR@/linkforced
    - target: @DIR@/afile
    - force: True
link without a parent:
  file.symlink:
    - name: @DIR@/nolinkdir/link
    - target: @DIR@/afile
remove file:
  file.absent:
    - name: @DIR@/removefile
remove directory:
  file.absent:
    - name: @DIR@/removedir
remove nothing:
  file.absent:
    - name: @DIR@/nothing
remove root:
  file.absent:
    - name: /
append lines:
  file.append:
    - name: @DIR@/append
    - text: [two, three]
append nothing:
  file.append:
    - name: @DIR@/append2
    - text: one
replace:
  file.replace:
    - name: @DIR@/replace
    - pattern: '^Port \d+$'
    - repl: Port 2222
replace nothing:
  file.replace:
    - name: @DIR@/replace2
    - pattern: nothing
    - repl: x
replace in a missing file:
  file.replace:
    - name: @DIR@/replacemissing
    - pattern: nothing
    - repl: x
replace appends:
  file.replace:
    - name: @DIR@/replaceappend
    - pattern: '^Key .*$'
    - repl: Key value
    - append_if_not_found: True
touch:
  file.touch:
    - name: @DIR@/touch
exists:
  file.exists:
    - name: @DIR@/afile
exists not:
  file.exists:
    - name: @DIR@/nope
missing:
  file.missing:
    - name: @DIR@/nope
missing not:
  file.missing:
    - name: @DIR@/afile
recurse:
  file.recurse:
    - name: @DIR@/tree
    - source: salt://files
    - include_pat: '*.txt'
recurse missing:
  file.recurse:
    - name: @DIR@/treemissing
    - source: salt://nowhere
command:
  cmd.run:
    - name: echo out; echo err >&2
command fails:
  cmd.run:
    - name: exit 3
command code accepted:
  cmd.run:
    - name: exit 4
    - success_retcodes: [4]
command directory missing:
  cmd.run:
    - name: 'true'
    - cwd: @DIR@/nowhere
command environment:
  cmd.run:
    - name: echo $COLOUR; pwd; umask
    - cwd: @DIR@/dir
    - env: [{COLOUR: red}]
    - umask: '077'
command timeout:
  cmd.run:
    - name: sleep 5
    - timeout: 1
stateful unchanged:
  cmd.run:
    - name: echo 'changed=no comment="all well"'
    - stateful: True
stateful changed:
  cmd.run:
    - name: echo work; echo 'changed=yes comment=done extra=7'
    - stateful: True
stateful json:
  cmd.run:
    - name: echo '{"changed":true,"comment":"j","data":"x"}'
    - stateful: True
stateful nonsense:
  cmd.run:
    - name: echo nonsense
    - stateful: True
wait:
  cmd.wait:
    - name: echo waited
    - watch: [{test: with changes}]
wait idle:
  cmd.wait:
    - name: echo idle
script:
  cmd.script:
    - name: salt://files/hello.sh world
script missing:
  cmd.script:
    - name: salt://files/nope.sh
nop:
  test.nop: []
with changes:
  test.succeed_with_changes: []
without changes:
  test.succeed_without_changes: []
fail with changes:
  test.fail_with_changes: []
fail without changes:
  test.fail_without_changes: []
configurable:
  test.configurable_test_state: [{comment: c}]
configurable no changes:
  test.configurable_test_state: [{changes: False}, {result: False}, {comment: c}]
configurable failing:
  test.configurable_test_state: [{changes: True}, {result: False}, {comment: c}]
configurable warning:
  test.configurable_test_state: [{warnings: careful}]
notification:
  test.show_notification: [{text: hello}]
pillar is there:
  test.check_pillar: [{present: [deep, 'deep:text']}, {string: ['deep:text']}]
pillar is not there:
  test.check_pillar: [{present: [nope]}, {integer: ['deep:text']}]
module:
  module.run:
    - test.echo: [{text: hi}]
module several:
  module.run:
    - test.echo: [{text: hi}]
    - test.ping: []
module false:
  module.run:
    - test.false: []
user missing:
  user.absent: [{name: nosuchuser}]
group missing:
  group.absent: [{name: nosuchgroup}]
user there:
  user.present: [{name: root}, {shell: /bin/bash}]
group there:
  group.present: [{name: root}]
user in no group:
  user.present: [{name: games}, {groups: [nosuchgroup]}]
package there:
  pkg.installed: [{name: bash}]
package gone:
  pkg.removed: [{name: no-such-package-x}]
packages there:
  pkg.installed: [{pkgs: [bash, coreutils]}]
