{%- set groups = [] %}
{%- for name, user in pillar.users.items() %}
{%-   for group in user.groups|default([]) %}
{%-     if group not in groups %}{% do groups.append(group) %}{% endif %}
{%-   endfor %}
{%- endfor %}
{%- for group in groups|sort %}
group-{{ group }}:
  group.present:
    - name: {{ group }}
    - gid: {{ pillar.gids[group] if group in pillar.gids else 5000 + loop.index }}
{%- endfor %}
{%- for name, user in pillar.users.items() %}
{%-   set home = user.home|default('/home/%s' % name) %}
{%-   if user.absent is defined and user.absent %}

{{ name }}-absent:
  user.absent:
    - name: {{ name }}
{%-   else %}

{{ name }}:
  user.present:
    - fullname: {{ user.fullname|default(name|title) }}
    - shell: {{ user.shell|default('/bin/bash') }}
    - home: {{ home }}
    - uid: {{ user.uid }}
    - groups: {{ user.groups|default([]) }}
    - require:
    {%- for group in user.groups|default([]) %}
      - group: group-{{ group }}
    {%- endfor %}
  {%- for key in user['keys']|default([]) %}

{{ name }}-key-{{ loop.index }}:
  ssh_auth.present:
    - user: {{ name }}
    - name: {{ key }}
    - enc: {{ 'ed25519' if key.startswith('ssh-ed25519') else 'ssh-rsa' }}
  {%- endfor %}
{%-   endif %}
{%- endfor %}
