# CPU: an awk loop
a=$(date +%s%N)
awk 'BEGIN { for (i = 0; i < 12000000; i++) s += i * i % 7; exit s < 0 }'
echo $((($(date +%s%N) - a) / 1000000))
